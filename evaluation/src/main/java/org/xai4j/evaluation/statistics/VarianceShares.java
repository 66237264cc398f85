package org.xai4j.evaluation.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How much of the variance of values of subjects goes with the subject, and with what each factor
 * changes about the subjects. The model is
 *
 * <pre>y = μ + a(subject) + Σ_f b_f(subject, level of f) + e,</pre>
 *
 * fitted by least squares. A factor's sum of squares is what it takes from the residuals, averaged
 * over the orders in which factors can enter (Lindeman, Merenda and Gold 1980, "Introduction to
 * Bivariate and Multivariate Analysis"); a factor whose levels lie within those of another enters
 * after it. From each sum of squares its degrees of freedom times the residual variance are taken,
 * as ω² does (Hays 1963), so that many levels alone explain nothing; what is then negative counts
 * as zero.
 *
 * @param subject share of the differences between subjects that hold everywhere
 * @param factors share of the changes that go with each factor
 * @param rest what is left: joint effects of factors, and chance
 */
public record VarianceShares(double subject, Map<String, Double> factors, double rest) {
  /** Part of a column's square from which on it is new. */
  private static final double NEW = 1e-9;

  /** Keeps the order of the factors. */
  public VarianceShares {
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
  }

  /** Residual sum of squares and number of coefficients. */
  private record Fit(double residual, int coefficients) {
    Fit plus(Fit other) {
      return new Fit(residual + other.residual, coefficients + other.coefficients);
    }
  }

  /**
   * Takes values apart.
   *
   * @param values y
   * @param subjects from 0, of each value
   * @param factors level of each value from 0, by the factor's name
   * @return the shares, which add up to one unless negative parts were set to zero; NaN where all
   *     values are the same
   */
  public static VarianceShares of(double[] values, int[] subjects, Map<String, int[]> factors) {
    List<String> names = List.copyOf(factors.keySet());
    List<int[]> levels = names.stream().map(name -> factors.getOrDefault(name, subjects)).toList();
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double total = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    Map<Integer, Fit> fits = new HashMap<>();
    int sets = 1 << names.size();
    for (int set = 0; set < sets; set++) {
      fits.put(set, fit(values, subjects, levels, set));
    }
    Fit all = fits.getOrDefault(sets - 1, new Fit(0, 0));
    double noise = all.residual() / Math.max(1, values.length - all.coefficients());
    double[] squares = new double[names.size()];
    List<List<Integer>> orders = new ArrayList<>();
    orders(levels, new ArrayList<>(), orders);
    for (List<Integer> order : orders) {
      int set = 0;
      for (int f : order) {
        Fit before = fits.getOrDefault(set, all);
        set |= 1 << f;
        Fit after = fits.getOrDefault(set, all);
        squares[f] += gain(before, after, noise) / orders.size();
      }
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    for (int f = 0; f < squares.length; f++) {
      shares.put(names.get(f), share(squares[f], total));
    }
    double own = share(gain(new Fit(total, 1), fits.getOrDefault(0, all), noise), total);
    double explained = own + shares.values().stream().mapToDouble(v -> v).sum();
    return new VarianceShares(own, shares, total == 0 ? Double.NaN : Math.max(0, 1 - explained));
  }

  private static double gain(Fit before, Fit after, double noise) {
    int more = after.coefficients() - before.coefficients();
    return before.residual() - after.residual() - more * noise;
  }

  private static double share(double squares, double total) {
    return total == 0 ? Double.NaN : Math.max(0, squares / total);
  }

  /** All orders of the factors in which none comes before one that it lies within. */
  private static void orders(List<int[]> levels, List<Integer> begun, List<List<Integer>> orders) {
    if (begun.size() == levels.size()) {
      orders.add(List.copyOf(begun));
      return;
    }
    for (int f = 0; f < levels.size(); f++) {
      int[] next = levels.get(f);
      boolean free =
          IntStream.range(0, levels.size())
              .filter(other -> !begun.contains(other))
              .noneMatch(
                  other -> within(next, levels.get(other)) && !within(levels.get(other), next));
      if (free && !begun.contains(f)) {
        begun.add(f);
        orders(levels, begun, orders);
        begun.remove(begun.size() - 1);
      }
    }
  }

  /** Whether each level of one factor occurs with a single level of the other. */
  private static boolean within(int[] inner, int[] outer) {
    Map<Integer, Integer> seen = new HashMap<>();
    return IntStream.range(0, inner.length)
        .allMatch(i -> seen.computeIfAbsent(inner[i], level -> outer[i]) == outer[i]);
  }

  /** Fits the factors of a set to each subject's values by itself. */
  private static Fit fit(double[] values, int[] subjects, List<int[]> levels, int set) {
    Fit sum = new Fit(0, 0);
    for (int subject : Arrays.stream(subjects).distinct().toArray()) {
      int[] rows = IntStream.range(0, values.length).filter(i -> subjects[i] == subject).toArray();
      List<double[]> columns = new ArrayList<>();
      double[] ones = new double[rows.length];
      Arrays.fill(ones, 1);
      columns.add(ones);
      for (int f = 0; f < levels.size(); f++) {
        int[] own = levels.get(f);
        if (((set >> f) & 1) == 1) {
          Arrays.stream(rows)
              .map(i -> own[i])
              .distinct()
              .mapToObj(l -> Arrays.stream(rows).mapToDouble(i -> own[i] == l ? 1 : 0).toArray())
              .forEach(columns::add);
        }
      }
      sum = sum.plus(fit(Arrays.stream(rows).mapToDouble(i -> values[i]).toArray(), columns));
    }
    return sum;
  }

  /** Least squares by the modified method of Gram and Schmidt. */
  private static Fit fit(double[] values, List<double[]> columns) {
    double[] residuals = values.clone();
    List<double[]> basis = new ArrayList<>();
    for (double[] column : columns) {
      double before = dot(column, column);
      basis.forEach(unit -> take(column, unit));
      double norm = dot(column, column);
      if (norm > NEW * before) {
        for (int i = 0; i < column.length; i++) {
          column[i] /= Math.sqrt(norm);
        }
        basis.add(column);
        take(residuals, column);
      }
    }
    return new Fit(dot(residuals, residuals), basis.size());
  }

  /** Takes the part along a unit vector away. */
  private static void take(double[] vector, double[] unit) {
    double along = dot(vector, unit);
    for (int i = 0; i < vector.length; i++) {
      vector[i] -= along * unit[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
