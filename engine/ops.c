#include "ops.h"

#include "dmath.h"

const struct op_info op_table[OP_COUNT] = {
#define OP(id, word, arity, rule, expression, meaning)                                             \
    {#id, word, arity, OP_RULE_##rule, #expression, meaning},
#include "ops.def"
#undef OP
};

double op_evaluate(enum op op, double a, double b, double c)
{
    (void)b, (void)c;
    switch (op) {
#define OP(id, word, arity, rule, expression, meaning)                                             \
    case OP_##id:                                                                                  \
        return expression;
#include "ops.def"
#undef OP
    case OP_COUNT: break;
    }
    must(!"an operation of ops.def");
}
