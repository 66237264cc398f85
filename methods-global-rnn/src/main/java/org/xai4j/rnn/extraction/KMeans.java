package org.xai4j.rnn.extraction;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * States clustered by k-means; k grows until the automaton agrees with the network.
 *
 * @param samples states drawn
 * @param smallest first k
 * @param largest last k
 * @param restarts starts of each k from other seeds
 */
@Info(
    id = "kmeans",
    title = "k-means of states",
    summary =
        "Clusters the states by k-means; the smallest k whose automaton agrees with the network.",
    reference =
        "Zeng, Goodman, Smyth 1993: Learning finite state machines with self-clustering recurrent"
            + " networks, Neural Computation 5; Arthur, Vassilvitskii 2007: k-means++, SODA")
public record KMeans(
    @Param(value = "states drawn", min = 1) int samples,
    @Param(value = "first number of clusters", min = 1) int smallest,
    @Param(value = "last number of clusters", min = 1) int largest,
    @Param(value = "starts of each k", min = 1) int restarts)
    implements Extractor {
  /** Checks that there is a k to try. */
  public KMeans {
    InputException.check(
        smallest <= largest,
        "The first number of clusters, %d, is above the last, %d; set both.",
        smallest,
        largest);
  }

  /** 5,000 states, k from 1 to 40, twice each. */
  public KMeans() {
    this(5_000, 1, 40, 2);
  }

  @Override
  public Extraction extract(SteppedNetwork network, Request request) {
    return Selection.run(
        network,
        request,
        samples,
        (sample, selection, random) -> {
          int last = Math.min(largest, sample.hidden().length);
          for (int k = smallest; k <= last; k++) {
            selection.budget().states(k);
            for (int r = 0; r < restarts; r++) {
              Centres centres =
                  Centres.fit(sample.hidden(), k, random.split(k).split(r), selection.budget());
              if (selection.offer(sample, centres, "k", k)) {
                return;
              }
            }
          }
        });
  }
}
