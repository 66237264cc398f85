package org.xai4j.core.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;

/**
 * A forest or boosted ensemble: link(base + Σ trees), for tables [n, d] whose NaN are missing
 * values. Inputs and scores are of double precision whatever is asked for, since rounding would
 * send rows another way; where the library compares single precision, inputs are rounded to it
 * first.
 */
public final class TreeEnsemble implements Model {
  /** Rows that go through a tree before the next: they and the tree stay in the cache. */
  private static final int BLOCK = 128;

  private final List<Tree> trees;
  private final List<String> features;
  private final double[] base;
  private final Link link;
  private final boolean single;
  private final String hash;

  /**
   * An ensemble.
   *
   * @param trees whose outputs are added
   * @param features names of the columns, in order
   * @param base raw scores before the first tree, one per output
   * @param link from raw scores to answers
   * @param single whether values are rounded to single precision before they are compared
   * @throws InputException if there is no feature or no output
   */
  public TreeEnsemble(
      List<Tree> trees, List<String> features, double[] base, Link link, boolean single) {
    InputException.check(
        !features.isEmpty() && base.length > 0,
        "The tree ensemble has %d features and %d outputs; it needs one of each.",
        features.size(),
        base.length);
    for (double b : base) {
      InputException.check(Double.isFinite(b), "The tree ensemble has the base score %s.", b);
    }
    this.trees = List.copyOf(trees);
    this.features = List.copyOf(features);
    this.base = base.clone();
    this.link = link;
    this.single = single;
    hash = digest();
  }

  /**
   * Names for columns that have none.
   *
   * @param count of columns
   * @return column0, column1, …
   */
  public static List<String> numbered(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("column" + i);
    }
    return names;
  }

  /**
   * The trees.
   *
   * @return an immutable list
   */
  public List<Tree> trees() {
    return trees;
  }

  /**
   * Names of the columns.
   *
   * @return an immutable list
   */
  public List<String> features() {
    return features;
  }

  /**
   * Raw scores before the first tree.
   *
   * @return one per output
   */
  public double[] base() {
    return base.clone();
  }

  /**
   * From raw scores to answers.
   *
   * @return the link
   */
  public Link link() {
    return link;
  }

  /**
   * Outputs of a row.
   *
   * @return at least 1
   */
  public int outputs() {
    return base.length;
  }

  /**
   * Whether every node says what of the training data went through it.
   *
   * @return false if the file does not tell
   */
  public boolean covered() {
    for (Tree tree : trees) {
      for (int i = 0; i < tree.nodes(); i++) {
        if (tree.cover(i) <= 0 && tree.nodes() > 1) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Rows as the trees compare them.
   *
   * @param inputs [n, d]
   * @return elements in row-major order, rounded where the library rounds
   */
  public double[] rows(INDArray inputs) {
    double[] flat = NdArrays.doubles(inputs);
    if (single) {
      for (int i = 0; i < flat.length; i++) {
        flat[i] = (float) flat[i];
      }
    }
    return flat;
  }

  @Override
  public INDArray predict(INDArray inputs) {
    double[] scores = scores(rows(accept(inputs)));
    return NdArrays.array(DataType.DOUBLE, scores, inputs.size(0), base.length);
  }

  /**
   * Scores rows.
   *
   * @param flat elements of n rows in row-major order, rounded where the library rounds, see {@link
   *     #rows}
   * @return scores [n, k] in row-major order
   */
  public double[] scores(double[] flat) {
    int d = features.size();
    int n = flat.length / d;
    int k = base.length;
    double[] scores = new double[n * k];
    for (int i = 0; i < n; i++) {
      System.arraycopy(base, 0, scores, i * k, k);
    }
    for (int from = 0; from < n; from += BLOCK) {
      int to = Math.min(n, from + BLOCK);
      for (Tree tree : trees) {
        for (int i = from; i < to; i++) {
          tree.add(tree.leaf(flat, i * d), scores, i * k);
        }
      }
    }
    if (!link.identity()) {
      for (int i = 0; i < n; i++) {
        link.apply(scores, i * k, k);
      }
    }
    return scores;
  }

  @Override
  public String kind() {
    return "a tree ensemble";
  }

  @Override
  public List<Long> inputShape() {
    return List.of((long) features.size());
  }

  @Override
  public DataType type() {
    return DataType.DOUBLE;
  }

  @Override
  public TreeEnsemble as(DataType newType) {
    return this;
  }

  @Override
  public boolean missing() {
    return true;
  }

  @Override
  public boolean binary() {
    return base.length == 1 && link.kind() == Link.Kind.SIGMOID;
  }

  @Override
  public boolean regression() {
    return base.length == 1 && link.identity();
  }

  @Override
  public TreeEnsemble logits() {
    return link.identity() ? this : new TreeEnsemble(trees, features, base, Link.NONE, single);
  }

  @Override
  public TreeEnsemble probabilities() {
    return this;
  }

  @Override
  public String hash() {
    return hash;
  }

  private String digest() {
    MessageDigest sha = Digest.sha256();
    sha.update((features + " " + link + " " + single).getBytes(StandardCharsets.UTF_8));
    for (double b : base) {
      sha.update(ByteBuffer.allocate(8).putDouble(b).flip());
    }
    trees.forEach(tree -> tree.digest(sha));
    return HexFormat.of().formatHex(sha.digest());
  }

  @Override
  public String toString() {
    return "TreeEnsemble of " + trees.size() + " trees over " + features.size() + " columns";
  }
}
