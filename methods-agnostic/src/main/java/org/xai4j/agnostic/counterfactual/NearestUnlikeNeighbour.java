package org.xai4j.agnostic.counterfactual;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.agnostic.table.ModelAnswers;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;

/**
 * The nearest rows of a data set that the model answers differently, or with the target's class:
 * real examples, whatever they change.
 *
 * @param neighbours per row
 */
@Info(
    id = "nearest-unlike-neighbour",
    title = "Nearest unlike neighbour",
    summary = "The nearest rows of a data set that the model answers differently.",
    reference =
        "Dasarathy 1995, doi:10.1016/0893-6080(95)00022-4; Keane and Smyth 2020,"
            + " arXiv:2005.13997")
public record NearestUnlikeNeighbour(
    @Param(value = "neighbours per row", min = 1, max = 1000) int neighbours)
    implements Explainer<Predictor> {
  /** One neighbour. */
  public NearestUnlikeNeighbour() {
    this(1);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Counterfactuals explain(Predictor model, INDArray inputs, Context asked) {
    Context context = asked.with(asked.target().asProbability());
    Session<Predictor> session = Session.open(this, model, inputs, context);
    Columns columns = Columns.of(session.columns(), NdArrays.rows(session.reference(2)));
    CounterfactualSearch search =
        new CounterfactualSearch(columns, new ModelAnswers(session), context.target());
    double[][] rows = NdArrays.rows(session.inputs());
    double[][] scores = search.answers().scores(rows);
    double[][] known = search.answers().scores(columns.rows());
    Counterfactuals.Case[] cases = new Counterfactuals.Case[rows.length];
    Chunks.run(
        rows.length,
        new Execution(1, context.execution().threads()),
        (from, to) -> {
          int i = (int) from;
          CounterfactualSearch.Start start = search.start(rows[i], scores[i], i);
          List<Integer> found =
              start.already()
                  ? List.of()
                  : IntStream.range(0, known.length)
                      .filter(r -> start.reached(known[r]))
                      .boxed()
                      .sorted(
                          Comparator.comparingDouble(
                              (Integer r) -> columns.distance(rows[i], columns.rows()[r])))
                      .limit(neighbours)
                      .toList();
          cases[i] =
              search.verified(
                  start,
                  found.stream().map(r -> columns.rows()[r]).toList(),
                  found,
                  Counterfactuals.Note.NOT_IN_DATA);
        });
    return new Counterfactuals(List.of(cases), session.cost(), session.provenance());
  }
}
