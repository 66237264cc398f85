package org.xai4j.core.engine.cuda;

import org.xai4j.core.tensor.Tensor;

/**
 * Stages of relevance rules, each in one pass over memory; what tensor operations need several for.
 * Tensors belong to the device.
 *
 * @param device where they run
 */
public record RelevanceKernels(CudaDevice device) {
  /**
   * The share of each output.
   *
   * @param relevance of the outputs
   * @param z the outputs, of the same shape
   * @param epsilon ε ≥ 0
   * @param scale factor, as α and −β of the αβ-rule
   * @return scale·R / (z + ε·sign z), as {@link Tensor#div(Tensor, double)} stabilises it
   */
  public Tensor share(Tensor relevance, Tensor z, double epsilon, double scale) {
    CudaTensor out = like(relevance);
    int n = out.cells();
    device.cells("relevance_share", out.type(), n, out, relevance, z, n, epsilon, scale);
    return out;
  }

  /**
   * Shares by the sign of each output, for the γ-rule.
   *
   * @param relevance of the outputs
   * @param z the outputs
   * @param up sums that favour positive terms
   * @param down sums that favour negative terms
   * @param epsilon ε ≥ 0
   * @return R / up where z &gt; 0, R / down where z &lt; 0, each stabilised and 0 elsewhere
   */
  public Tensor[] shareBySign(Tensor relevance, Tensor z, Tensor up, Tensor down, double epsilon) {
    CudaTensor a = like(relevance);
    CudaTensor b = like(relevance);
    int n = a.cells();
    device.cells("relevance_share_by_sign", a.type(), n, a, b, relevance, z, up, down, n, epsilon);
    return new Tensor[] {a, b};
  }

  /**
   * Positive and negative part.
   *
   * @param x any
   * @return max(x, 0) and min(x, 0)
   */
  public Tensor[] split(Tensor x) {
    CudaTensor positive = like(x);
    CudaTensor negative = like(x);
    int n = positive.cells();
    device.cells("split", positive.type(), n, positive, negative, x, n);
    return new Tensor[] {positive, negative};
  }

  /**
   * What two products give back, joined: z⁺, αβ and γ end so.
   *
   * @param x of the inputs
   * @param c what came back for it
   * @param y of the inputs
   * @param d what came back for it
   * @return x·c + y·d
   */
  public Tensor join(Tensor x, Tensor c, Tensor y, Tensor d) {
    CudaTensor out = like(x);
    device.cells("relevance_join", out.type(), out.cells(), out, x, c, y, d, out.cells());
    return out;
  }

  /**
   * The end of the z-box rule.
   *
   * @param x inputs
   * @param c what came back through the weights
   * @param ofLow through their positive part
   * @param ofHigh through their negative part
   * @param low the least an input can be
   * @param high the most
   * @return x·c − low·c⁺ − high·c⁻
   */
  public Tensor box(Tensor x, Tensor c, Tensor ofLow, Tensor ofHigh, double low, double high) {
    CudaTensor out = like(x);
    int n = out.cells();
    device.cells("relevance_box", out.type(), n, out, x, c, ofLow, ofHigh, n, low, high);
    return out;
  }

  /**
   * The flat rule of a dense layer: all inputs share alike.
   *
   * @param relevance [n, out]
   * @param in inputs of the layer
   * @return [n, in]
   */
  public Tensor flat(Tensor relevance, int in) {
    return fixed(relevance, relevance, in, false);
  }

  /**
   * The w²-rule of a dense layer: inputs share by w² / Σw².
   *
   * @param relevance [n, out]
   * @param weights [in, out]
   * @return [n, in]
   */
  public Tensor squared(Tensor relevance, Tensor weights) {
    CudaTensor shares = like(weights);
    int in = (int) weights.size(0);
    int out = (int) weights.size(1);
    device.cells("squared_shares", shares.type(), out, shares, weights, in, out);
    return fixed(relevance, shares, in, true);
  }

  private Tensor fixed(Tensor relevance, Tensor shares, int in, boolean squared) {
    CudaTensor r = (CudaTensor) relevance;
    CudaTensor out = r.empty(r.size(0), in);
    int n = out.cells();
    int outputs = (int) r.size(1);
    device.cells("relevance_fixed", out.type(), n, out, r, shares, n, in, outputs, squared);
    return out;
  }

  /**
   * A rectifier's signal by another rule than the gradient.
   *
   * @param x inputs of the rectifier
   * @param signal of its output
   * @param needsInput whether it passes positive inputs alone: guided backpropagation, not the
   *     deconvolutional network
   * @return the signal where it is positive and passes, else 0
   */
  public Tensor rectified(Tensor x, Tensor signal, boolean needsInput) {
    CudaTensor out = like(x);
    int n = out.cells();
    device.cells("rectifier_back", out.type(), n, out, x, signal, n, needsInput ? 1 : 2);
    return out;
  }

  private static CudaTensor like(Tensor x) {
    return ((CudaTensor) x).empty(x.shape());
  }
}
