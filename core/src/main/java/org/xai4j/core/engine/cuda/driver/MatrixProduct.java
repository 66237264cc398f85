package org.xai4j.core.engine.cuda.driver;

/**
 * Products of matrices in row-major order that lie one behind the other: out[i] = a[i]·b[i] + bias.
 *
 * @param arithmetic of the numbers
 * @param count how many
 * @param m rows of each
 * @param n columns
 * @param k what is added up
 * @param transposedA whether each a lies transposed, [k, m]
 * @param transposedB whether each b lies transposed, [n, k]
 * @param bias whether there is a bias [n]
 */
public record MatrixProduct(
    Arithmetic arithmetic,
    int count,
    int m,
    int n,
    int k,
    boolean transposedA,
    boolean transposedB,
    boolean bias) {}
