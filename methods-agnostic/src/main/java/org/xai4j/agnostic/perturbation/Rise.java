package org.xai4j.agnostic.perturbation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.SplitRandom;

/**
 * RISE: the value of a position is the mean score of randomly masked inputs, weighted by how much
 * of it was seen, S(λ) = Σₘ f(m ⊙ x + (1 − m) ⊙ b)·m(λ)/(masks·probability). The masks are coarse
 * random grids, shifted at random and interpolated bilinearly; all channels of an image, or
 * features of a step of a sequence, share a mask.
 *
 * @param masks masked copies scored per row
 * @param cells of the coarse grid in each direction
 * @param probability that a node of the grid is seen
 */
@Info(
    id = "rise",
    title = "RISE",
    summary = "The mean score of randomly masked inputs in which a position is seen.",
    reference = "Petsiuk, Das and Saenko 2018, arXiv:1806.07421")
public record Rise(
    @Param(value = "masked copies scored per row", min = 1, max = 10_000_000) int masks,
    @Param(value = "cells of the coarse grid in each direction", min = 1, max = 10_000) int cells,
    @Param(value = "probability that a node of the grid is seen", min = 1e-6, max = 1)
        double probability)
    implements PredictorExplainer {
  /** 4,000 masks of 7 × 7 cells, half of them seen. */
  public Rise() {
    this(4_000, 7, 0.5);
  }

  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    Predictor scorer = context.predictor(model);
    CoarseMasks coarse = CoarseMasks.of(inputs);
    return rows -> {
      Target.Resolved target = rows.target(scorer.predict(rows.inputs()));
      int width = rows.width();
      double[] flat = new double[rows.size() * width];
      for (int i = 0; i < rows.size(); i++) {
        double[] seen = seen(scorer, coarse, rows, i, target);
        for (int j = 0; j < width; j++) {
          flat[i * width + j] = seen[coarse.cellOf()[j]];
        }
      }
      return NdArrays.array(rows.inputs().dataType(), flat, rows.inputs().shape());
    };
  }

  private double[] seen(
      Predictor scorer, CoarseMasks coarse, Rows rows, int row, Target.Resolved target) {
    SoftMasking masking = new SoftMasking(scorer, rows, row, coarse.cellOf(), target);
    SplitRandom random = rows.random(row);
    double[][] batch = new double[Math.min(masks, masking.batch())][coarse.positions()];
    double[] scores = new double[batch.length];
    double[] sums = new double[coarse.positions()];
    for (int done = 0; done < masks; done += batch.length) {
      int count = Math.min(batch.length, masks - done);
      for (int m = 0; m < count; m++) {
        coarse.draw(cells, probability, random, batch[m]);
      }
      masking.score(batch, count, scores, 0);
      for (int m = 0; m < count; m++) {
        double[] mask = batch[m];
        double share = scores[m] / (masks * probability);
        for (int p = 0; p < sums.length; p++) {
          sums[p] += share * mask[p];
        }
      }
    }
    return sums;
  }
}
