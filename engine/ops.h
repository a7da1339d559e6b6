/* The elementwise operations as a table; the list itself is ops.def, one line an operation. */
#ifndef POLSIM_OPS_H
#define POLSIM_OPS_H

#include "base.h"

/* How units (and "is it a condition") of the operands make the result's. Zero as a bare constant
   fits any unit. Conditions are accepted only by LOGIC, and by CHOOSE as its first operand.
     SAME      all one unit, result too         PRODUCT QUOTIENT   units multiply, divide
     KEEP      one operand, its unit            NUMBER             dimensionless only
     POWER     see ops.def                      ROOT               half of each power
     COMPARE   one unit, gives a condition      LOGIC              conditions, gives a condition
     CHOOSE    condition, then two of one unit */
enum op_rule {
    OP_RULE_SAME,
    OP_RULE_PRODUCT,
    OP_RULE_QUOTIENT,
    OP_RULE_KEEP,
    OP_RULE_NUMBER,
    OP_RULE_POWER,
    OP_RULE_ROOT,
    OP_RULE_COMPARE,
    OP_RULE_LOGIC,
    OP_RULE_CHOOSE,
};

enum op {
#define OP(id, word, arity, rule, expression, meaning) OP_##id,
#include "ops.def"
#undef OP
    OP_COUNT
};

/* Of two operands, and cheap: one of them on the result of another is one pass over the lanes. Twice, since a
   macro does not expand within itself. */
#define OPS_INNER(X) X(ADD) X(SUB) X(MUL) X(MIN) X(MAX)
#define OPS_OUTER(X, inner) X(inner, ADD) X(inner, SUB) X(inner, MUL) X(inner, MIN) X(inner, MAX)

enum { OP_ARITY_MAX = 3 };

struct op_info {
    const char *id;   /* "ADD" */
    const char *word; /* "+" */
    int arity;
    enum op_rule rule;
    const char *expression, *meaning;
};

extern const struct op_info op_table[OP_COUNT];

/* The operation on one number each: the folder of constants and the oracle of the kernels' tests.
   Unused operands are ignored. */
double op_evaluate(enum op op, double a, double b, double c);

#endif
