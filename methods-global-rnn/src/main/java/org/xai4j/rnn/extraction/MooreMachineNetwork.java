package org.xai4j.rnn.extraction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;
import org.xai4j.rnn.training.QuantisedAutoencoder;

/**
 * Moore machine networks. An autoencoder with a ternary bottleneck learns to reconstruct the states
 * that the network visits, D(E(s)) ≈ s. Put into the recurrence it makes the network a finite
 * machine: from code q, symbol a leads to E(step(D(q), a)), and the output of q is that of D(q).
 * The machine is read off by following every symbol from E(initial state), not from samples.
 *
 * <p>Fine-tuning trains the autoencoder on what happens in the recurrence: the state after a
 * reconstructed one, step(D(E(s)), a), is to be reconstructed as the state after the true one,
 * step(s, a); half of the pairs are drawn in proportion to their error. The network itself is left
 * as it is, so that the automaton explains it and not a changed copy. The bottleneck doubles until
 * the automaton agrees with the network.
 *
 * @param samples states drawn
 * @param smallest first number of units of the bottleneck
 * @param largest last number of units of the bottleneck
 * @param layer units of the encoder's and of the decoder's layer
 * @param updates training steps of each round, of 32 states each
 * @param rounds of fine-tuning
 */
@Info(
    id = "mmn",
    title = "Moore machine network",
    summary =
        "An autoencoder with a ternary bottleneck in the recurrence makes the network a finite"
            + " machine, which is read off.",
    reference =
        "Koul, Greydanus, Fern 2019: Learning finite state representations of recurrent policy"
            + " networks, ICLR")
public record MooreMachineNetwork(
    @Param(value = "states drawn", min = 1) int samples,
    @Param(value = "first number of bottleneck units", min = 1, max = 32) int smallest,
    @Param(value = "last number of bottleneck units", min = 1, max = 32) int largest,
    @Param(value = "units of the encoder's and decoder's layer", min = 1) int layer,
    @Param(value = "training steps of a round", min = 1) int updates,
    @Param(value = "rounds of fine-tuning", min = 0) int rounds)
    implements Extractor {
  /** Checks that there is a bottleneck to try. */
  public MooreMachineNetwork {
    InputException.check(
        smallest <= largest,
        "The first number of bottleneck units, %d, is above the last, %d; set both.",
        smallest,
        largest);
  }

  /** 5,000 states, 2 to 8 units, layers of 32, 1,000 steps a round, 3 rounds of fine-tuning. */
  public MooreMachineNetwork() {
    this(5_000, 2, 8, 32, 1_000, 3);
  }

  @Override
  public Extraction extract(SteppedNetwork network, Request request) {
    return Selection.run(
        network,
        request,
        samples,
        (sample, selection, random) -> {
          int size = 0;
          boolean any = false;
          for (int units = smallest; units <= largest; units *= 2) {
            Candidate candidate =
                new Candidate(network, sample, selection.budget(), units, random.split(units));
            for (int round = 0; round <= rounds; round++) {
              double error = candidate.improve(round);
              Optional<Moore> machine = candidate.machine(request);
              size = machine.map(Moore::states).orElse(request.limits().states() + 1);
              any |= machine.isPresent();
              if (machine.isPresent()
                  && selection.offer(machine.get(), figures(units, round, error))) {
                return;
              }
            }
          }
          if (!any) {
            selection.budget().states(size);
          }
        });
  }

  private static Map<String, Double> figures(int units, int round, double error) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("bottleneck", (double) units);
    figures.put("fine-tuning", (double) round);
    figures.put("reconstruction-error", error);
    return figures;
  }

  /** An autoencoder in training, and the machine it makes of the network. */
  private final class Candidate {
    private final SteppedNetwork network;
    private final Sample sample;
    private final ExtractionBudget budget;
    private final SplitRandom random;
    private final QuantisedAutoencoder autoencoder;

    Candidate(
        SteppedNetwork network,
        Sample sample,
        ExtractionBudget budget,
        int units,
        SplitRandom random) {
      this.network = network;
      this.sample = sample;
      this.budget = budget;
      this.random = random;
      autoencoder =
          new QuantisedAutoencoder(sample.states(), layer, units, random.split("weights"));
    }

    double improve(int round) {
      List<double[]> inputs = new ArrayList<>(List.of(sample.states()));
      List<double[]> targets = new ArrayList<>(inputs);
      for (int i = 0; round > 0 && i < sample.moves().length; i++) {
        int[] move = sample.moves()[i];
        double[] rebuilt = autoencoder.decode(autoencoder.encode(sample.states()[move[0]]));
        inputs.add(budget.step(network, rebuilt, move[1]));
        targets.add(sample.states()[move[2]]);
      }
      SplitRandom draw = random.split(round);
      if (round > 0) {
        addHardest(inputs, targets, draw.split("hard"));
      }
      return autoencoder.train(
          inputs.toArray(double[][]::new),
          targets.toArray(double[][]::new),
          updates,
          draw,
          budget::check);
    }

    /** As many pairs again, drawn in proportion to their error, so that rare states are learnt. */
    private void addHardest(List<double[]> inputs, List<double[]> targets, SplitRandom draw) {
      int n = inputs.size();
      double[] upTo = new double[n];
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += autoencoder.error(inputs.get(i), targets.get(i));
        upTo[i] = sum;
      }
      for (int i = 0; i < n; i++) {
        int found = Arrays.binarySearch(upTo, draw.nextDouble() * sum);
        int chosen = Math.min(n - 1, found < 0 ? -found - 1 : found);
        inputs.add(inputs.get(chosen));
        targets.add(targets.get(chosen));
      }
    }

    /** The machine, or nothing if it has more states than allowed. */
    Optional<Moore> machine(Request request) {
      Map<Long, Integer> places = new HashMap<>();
      List<double[]> states = new ArrayList<>();
      List<int[]> next = new ArrayList<>();
      place(network.initial(), places, states);
      for (int s = 0; s < states.size(); s++) {
        if (states.size() > budget.stateLimit()) {
          return Optional.empty();
        }
        int[] row = new int[network.symbols()];
        for (int a = 0; a < row.length; a++) {
          row[a] = place(budget.step(network, states.get(s), a), places, states);
        }
        next.add(row);
      }
      int[] outputs = states.stream().mapToInt(network::output).toArray();
      return Optional.of(
          new Moore(
              request.alphabet(), request.outputNames(), 0, outputs, next.toArray(int[][]::new)));
    }

    /** The number of a state's code; a new code's point joins the list. */
    private int place(double[] state, Map<Long, Integer> places, List<double[]> states) {
      long code = autoencoder.encode(state);
      return places.computeIfAbsent(
          code,
          c -> {
            states.add(autoencoder.decode(c));
            return states.size() - 1;
          });
    }
  }
}
