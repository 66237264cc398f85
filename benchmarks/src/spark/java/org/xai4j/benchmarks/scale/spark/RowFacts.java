package org.xai4j.benchmarks.scale.spark;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.xai4j.benchmarks.scale.TableJob;
import org.xai4j.core.data.Digest;
import org.xai4j.core.run.InputException;
import scala.Tuple2;

/**
 * What is known of rows, whatever the order in which they were seen: sums are exact.
 *
 * @param digest the sum of the rows' digests modulo 2²⁵⁶, each of its index and its values
 * @param sums of the elements that are known; empty where no mean is needed
 * @param known how many there are of each
 * @param bad the first row that cannot be explained; the largest number if there is none
 * @param column of its first bad element
 * @param value of that element
 */
record RowFacts(
    BigInteger digest, BigDecimal[] sums, long[] known, long bad, int column, double value)
    implements Serializable {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  /** Rows whose mean matters have as many sums as elements. */
  private static RowFacts none(int sums) {
    BigDecimal[] zeros = new BigDecimal[sums];
    Arrays.fill(zeros, BigDecimal.ZERO);
    return new RowFacts(BigInteger.ZERO, zeros, new long[sums], Long.MAX_VALUE, 0, 0);
  }

  /** Looks at all rows. */
  static RowFacts of(RowSource source, TableJob job) {
    JavaPairRDD<Long, double[]> rows = source.rows();
    int width = source.width();
    int sums = job.mean() ? width : 0;
    boolean missing = job.missing();
    RowFacts all = none(sums);
    List<RowFacts> parts =
        rows.mapPartitions(part -> List.of(of(part, width, sums, missing)).iterator()).collect();
    for (RowFacts part : parts) {
      all = all.and(part);
    }
    InputException.check(
        all.bad == Long.MAX_VALUE,
        "Row %d of the input %s holds %s in column %d; give finite numbers.",
        all.bad,
        job.input(),
        all.value,
        all.column);
    return all;
  }

  private static RowFacts of(
      Iterator<Tuple2<Long, double[]>> rows, int width, int sums, boolean missing) {
    RowFacts facts = none(sums);
    BigInteger digest = BigInteger.ZERO;
    MessageDigest sha = Digest.sha256();
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * (width + 1));
    while (rows.hasNext()) {
      Tuple2<Long, double[]> row = rows.next();
      double[] values = row._2();
      InputException.check(
          values.length == width,
          "Row %d of the input has %d elements, another %d; all need the same.",
          row._1(),
          values.length,
          width);
      bytes.clear().putLong(row._1());
      for (int i = 0; i < width; i++) {
        bytes.putDouble(values[i]);
        if (!Double.isFinite(values[i]) && !(missing && Double.isNaN(values[i]))) {
          if (row._1() < facts.bad) {
            facts =
                new RowFacts(BigInteger.ZERO, facts.sums, facts.known, row._1(), i, values[i]);
          }
        } else if (sums > 0 && !Double.isNaN(values[i])) {
          facts.sums[i] = facts.sums[i].add(new BigDecimal(values[i]));
          facts.known[i]++;
        }
      }
      digest = digest.add(new BigInteger(1, sha.digest(bytes.array()))).mod(MODULUS);
    }
    return new RowFacts(
        digest, facts.sums, facts.known, facts.bad, facts.column, facts.value);
  }

  private RowFacts and(RowFacts other) {
    BigDecimal[] both = new BigDecimal[sums.length];
    long[] count = new long[sums.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = sums[i].add(other.sums[i]);
      count[i] = known[i] + other.known[i];
    }
    RowFacts first = other.bad < bad ? other : this;
    return new RowFacts(
        digest.add(other.digest).mod(MODULUS), both, count, first.bad, first.column, first.value);
  }

  /** The means of the elements, NaN where none is known; empty where no mean was needed. */
  double[] mean() {
    double[] mean = new double[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] =
          known[i] == 0
              ? Double.NaN
              : sums[i].divide(BigDecimal.valueOf(known[i]), MathContext.DECIMAL128).doubleValue();
    }
    return mean;
  }
}
