import java.util.stream.IntStream;
import org.xai4j.agnostic.counterfactual.Counterfactual;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.words.SentenceLanguage;
import org.xai4j.core.words.Sentences;

/** What would have to be different for a refused loan to be granted? */
public class E08WhatWouldChangeTheAnswer {
  public static void main(String[] args) {
    var credit = Tabular.credit();
    var network = Models.read("credit");
    var context =
        Context.standard().with(credit.schema()).with(Baseline.of(credit.train().inputs()));
    var answers = network.predict(credit.test().inputs()).argMax(1).toIntVector();
    int[] refused = IntStream.range(0, answers.length).filter(i -> answers[i] == 0).limit(2).toArray();
    var loans = credit.test().select(refused).inputs();
    var words = Sentences.of(SentenceLanguage.ENGLISH, credit.schema());
    for (var found : new Counterfactual().explain(network, loans, context).cases()) {
      System.out.println(String.join(" ", words.counterfactual(found)));
    }
  }
}
