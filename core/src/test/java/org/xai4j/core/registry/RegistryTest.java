package org.xai4j.core.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xai4j.core.explain.Target;
import org.xai4j.core.run.InputException;

class RegistryTest {
  /** What a registered record may have as parameters. */
  public enum Choice {
    /** First. */
    ONE_WAY,
    /** Second. */
    OTHER_WAY
  }

  /** A registered thing. */
  public interface Thing {}

  /** A registered record. */
  @Info(id = "sample", title = "Sample", summary = "For tests.", reference = "none")
  public record Sample(
      @Param(value = "a count", min = 1, max = 9) int howMany,
      @Param("a rate") double rate,
      @Param("a choice") Choice choice,
      @Param("a list") List<Integer> sizes,
      @Param("perhaps a name") Optional<String> name,
      @Param("a target") Target target)
      implements Thing {
    /** Defaults. */
    public Sample() {
      this(3, 0.5, Choice.ONE_WAY, List.of(2, 4), Optional.empty(), Target.argmax());
    }
  }

  private final Registry<Thing> registry = Registry.load("thing", Thing.class);

  @Test
  void defaultsComeFromTheRecord() {
    assertEquals(new Sample(), registry.create("sample", Map.of()));
    assertEquals("2,4", RecordText.of(new Sample()).get("sizes"));
    assertEquals("1 to 9", RecordText.describe(new Sample()).get(0).range());
    assertEquals("one-way|other-way", RecordText.describe(new Sample()).get(2).type());
  }

  @Test
  void textsBecomeValues() {
    Sample made =
        (Sample)
            registry.create(
                "sample",
                Map.of(
                    "how-many",
                    "7",
                    "rate",
                    "1e-3",
                    "choice",
                    "other-way",
                    "sizes",
                    "5, 6",
                    "name",
                    "x",
                    "target",
                    "3-5"));
    assertEquals(
        new Sample(
            7, 1e-3, Choice.OTHER_WAY, List.of(5, 6), Optional.of("x"), Target.contrast(3, 5)),
        made);
  }

  @Test
  void mistakesAreNamedWithTheNearestName() {
    assertTrue(message("sampel", Map.of()).contains("did you mean 'sample'"));
    assertTrue(message("sample", Map.of("how-mny", "1")).contains("did you mean 'how-many'"));
    assertTrue(message("sample", Map.of("how-many", "10")).contains("1 to 9"));
    assertTrue(message("sample", Map.of("how-many", "many")).contains("integer"));
    assertTrue(message("sample", Map.of("choice", "one-day")).contains("one-way, other-way"));
    assertTrue(message("sample", Map.of("target", "x")).contains("argmax"));
    assertTrue(message("sample", Map.of("rate", "NaN")).contains("number"));
  }

  private String message(String id, Map<String, String> values) {
    return assertThrows(InputException.class, () -> registry.create(id, values)).getMessage();
  }
}
