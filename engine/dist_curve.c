/* See dist.h. With l(z) the logarithm of a beta's odds x / (1 - x) over those of its mean, or of a gamma's x
   over its mean, z the normal quantile of u: a smooth function, nearly straight for large shapes. From node
   to node, 1/8 apart, it is the polynomial of degree 7 that has the value and three derivatives of l at both
   (Hermite). With w(l) the density of l, h = d log w / dl and h_l = dh / dl

     l' = phi(z) / w,  l'' = l' q where q = -z - h l',  l''' = l'' q - l' (1 + h_l l'^2 + h l'')

   The singularities nearest to the real axis are the zeros of Phi, 2.8 from it, at shape 1; so what is left
   is about (1/16 / 2.8)^8 / 4 = 1.5e-14 of u. Measured against R: 6e-14 for shapes to 300, 7e-13 at 1e5,
   where rounding counts; without the curve 5e-14 and 6e-14. */
#include "arena.h"
#include "dist_private.h"

enum { PIECES = 132, A_NODE = 8 }; /* nodes at -8.25, -8.125 .. 8.25; |z| of a draw is below 8.21 */

static const double FIRST_NODE = -0.5 * PIECES / A_NODE, LEAST_SHAPE = 1.0;

/* l = left[0] + left[1] t + .. + t^4 (right[0] + right[1] (t - 1) + ..), t = (z - from) scale */
struct piece {
    double from, scale, left[4], right[4];
};

struct dist_curve {
    struct piece pieces[PIECES];
};

/* l and its derivatives by z, divided by 1, 1, 2 and 6. */
struct node {
    double z, l[4];
};

/* A uniform whose normal quantile is z within 0.004: the bound of Börjesson and Sundberg, IEEE Trans. Comm. 27
   (1979), for the tail. */
static double uniform_about(double z)
{
    const double root_2pi = 0x1.40d931ff62706p1;
    double size = dm_abs(z);
    double tail = dm_exp(-0.5 * z * z) /
                  (root_2pi * (0.661 * size + 0.339 * __builtin_sqrt(size * size + 5.51)));

    tail = tail < 0x1p-53 ? 0x1p-53 : tail;
    return z < 0 ? tail : 1.0 - tail;
}

static struct node node_at(const struct dist *dist, double about)
{
    const double half_log_2pi = 0x1.d67f1c864beb5p-1;
    double u = uniform_about(about), z = dm_normal_quantile(u), l, log_w, h, h_l;

    if (dist->kind == DIST_GAMMA) {
        double x = dist_gamma_quantile(dist->derived, u);
        l = dm_log(x / dist->parameter[0]);
        log_w = dist_gamma_log_weight(dist->derived, x, &h, &h_l);
    } else {
        double x, y;
        dist_beta_quantile(dist->derived, u, &x, &y);
        l = dm_log((x / y) / dist_beta_odds(dist->derived));
        log_w = dist_beta_log_weight(dist->derived, x, y, &h, &h_l);
    }
    double l1 = dm_exp((-0.5 * z * z - half_log_2pi) - log_w), q = -z - h * l1, l2 = l1 * q;
    double l3 = l2 * q - l1 * (1.0 + h_l * l1 * l1 + h * l2);
    return (struct node){z, {l, l1, l2 / 2.0, l3 / 6.0}};
}

static struct piece piece_between(const struct node *a, const struct node *b)
{
    double width = b->z - a->z, power = 1.0, left[4], rest[4];

    for (int i = 0; i < 4; i++, power *= width) {
        left[i] = a->l[i] * power;
        rest[i] = b->l[i] * power;
    }
    /* less the series of the left part about its other end; then divided by t^4 = (1 + (t - 1))^4 */
    rest[0] -= ((left[3] + left[2]) + left[1]) + left[0];
    rest[1] -= (3.0 * left[3] + 2.0 * left[2]) + left[1];
    rest[2] -= 3.0 * left[3] + left[2];
    rest[3] -= left[3];
    return (struct piece){
        .from = a->z,
        .scale = 1.0 / width,
        .left = {left[0], left[1], left[2], left[3]},
        .right = {rest[0], rest[1] - 4.0 * rest[0], rest[2] - 4.0 * rest[1] + 10.0 * rest[0],
                  rest[3] - 4.0 * rest[2] + 10.0 * rest[1] - 20.0 * rest[0]},
    };
}

static bool has_curve(const struct dist *dist)
{
    const double *p = dist->parameter;

    return dist->kind == DIST_PERT || /* its shapes are from 1 to 5 */
           (dist->kind == DIST_GAMMA && p[0] >= LEAST_SHAPE) ||
           (dist->kind == DIST_BETA && p[0] >= LEAST_SHAPE && p[1] >= LEAST_SHAPE);
}

const struct dist_curve *dist_curve_new(const struct dist *dist, struct arena *arena)
{
    if (!has_curve(dist))
        return NULL;
    struct dist_curve *curve = arena_array(arena, 1, sizeof *curve);
    struct node before = node_at(dist, FIRST_NODE);
    for (int i = 0; i < PIECES; i++) {
        struct node next = node_at(dist, FIRST_NODE + (i + 1.0) / A_NODE);
        curve->pieces[i] = piece_between(&before, &next);
        before = next;
    }
    return curve;
}

double dist_curve_at(const struct dist_curve *curve, double u)
{
    double z = dm_normal_quantile(u);
    const struct piece *p = &curve->pieces[(int)((z - FIRST_NODE) * A_NODE)];
    double t = (z - p->from) * p->scale, s = t - 1.0, t2 = t * t;
    double left = (p->left[3] * t + p->left[2]) * t2 + p->left[1] * t;
    double right = (p->right[3] * s + p->right[2]) * (s * s) + (p->right[1] * s + p->right[0]);

    return p->left[0] + (left + (t2 * t2) * right);
}
