/* The one definition of Threefry4x64-20, for single words (threefry.c) and for vectors of words
   (kernels.c): a list of steps on the state x[0..3], each step a macro of the includer.

     ROUND(a, b, r, c, d, s)   x[a] += x[b], x[b] = (x[b] turned left by r) ^ x[a]; c, d, s likewise
     INJECT(n, i, j, k, l)     x[0] += key[i], x[1] += key[j], x[2] += key[k], x[3] += key[l] + n

   where key[4] = key[0] ^ key[1] ^ key[2] ^ key[3] ^ THREEFRY_PARITY. Salmon et al. 2011; rotations
   and parity word as in Random123's threefry.h (those of Skein 1.3 for four words of 64 bits). */
#ifndef POLSIM_THREEFRY_ROUNDS_H
#define POLSIM_THREEFRY_ROUNDS_H

#define THREEFRY_PARITY UINT64_C(0x1BD11BDAA9FC1A22)

#define THREEFRY_TURN(x, bits) (((x) << (bits)) | ((x) >> (64 - (bits))))

#define THREEFRY_STEPS(ROUND, INJECT)                                                              \
    INJECT(0, 0, 1, 2, 3)                                                                          \
    THREEFRY_FIRST_FOUR(ROUND)                                                                     \
    INJECT(1, 1, 2, 3, 4) THREEFRY_NEXT_FOUR(ROUND) INJECT(2, 2, 3, 4, 0)                          \
        THREEFRY_FIRST_FOUR(ROUND) INJECT(3, 3, 4, 0, 1) THREEFRY_NEXT_FOUR(ROUND)                 \
            INJECT(4, 4, 0, 1, 2) THREEFRY_FIRST_FOUR(ROUND) INJECT(5, 0, 1, 2, 3)
#define THREEFRY_FIRST_FOUR(ROUND)                                                                 \
    ROUND(0, 1, 14, 2, 3, 16)                                                                      \
    ROUND(0, 3, 52, 2, 1, 57) ROUND(0, 1, 23, 2, 3, 40) ROUND(0, 3, 5, 2, 1, 37)
#define THREEFRY_NEXT_FOUR(ROUND)                                                                  \
    ROUND(0, 1, 25, 2, 3, 33)                                                                      \
    ROUND(0, 3, 46, 2, 1, 12) ROUND(0, 1, 58, 2, 3, 22) ROUND(0, 3, 32, 2, 1, 32)

#endif
