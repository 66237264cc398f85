package org.xai4j.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Data flows one way: core knows no method, methods and evaluation know core only, and no package
 * knows one that knows it.
 */
@AnalyzeClasses(
    packages = "org.xai4j",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  /** The helpers of core's tests reach other modules as a jar. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule MODULES =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("core")
          .definedBy("org.xai4j.core..")
          .layer("agnostic")
          .definedBy("org.xai4j.agnostic..")
          .layer("gradient")
          .definedBy("org.xai4j.gradient..")
          .layer("lrp")
          .definedBy("org.xai4j.lrp..")
          .optionalLayer("rnn")
          .definedBy("org.xai4j.rnn..")
          .layer("evaluation")
          .definedBy("org.xai4j.evaluation..")
          .layer("benchmarks")
          .definedBy("org.xai4j.benchmarks..")
          .whereLayer("benchmarks")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("evaluation")
          .mayOnlyBeAccessedByLayers("benchmarks")
          .whereLayer("agnostic")
          .mayOnlyBeAccessedByLayers("benchmarks")
          .whereLayer("gradient")
          .mayOnlyBeAccessedByLayers("benchmarks")
          .whereLayer("lrp")
          .mayOnlyBeAccessedByLayers("benchmarks")
          .whereLayer("rnn")
          .mayOnlyBeAccessedByLayers("benchmarks");

  @ArchTest
  static final ArchRule EXPLAINERS_DO_NOT_CALL_DL4J =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.xai4j.agnostic..", "org.xai4j.gradient..", "org.xai4j.lrp..", "org.xai4j.rnn..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.deeplearning4j..");

  @ArchTest
  static final ArchRule SEEDS_ARE_EXPLICIT =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.xai4j.benchmarks.training..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("org.nd4j.linalg.api.rng..");

  @ArchTest
  static final ArchRule LIBRARIES_DO_NOT_PRINT =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.xai4j.benchmarks..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CIRCLES =
      slices()
          .assignedFrom(
              new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                  return SliceIdentifier.of(type.getPackageName());
                }

                @Override
                public String getDescription() {
                  return "packages";
                }
              })
          .should()
          .beFreeOfCycles();

  @ArchTest
  static void aPackageHasAtMost32Files(JavaClasses types) {
    Map<String, Long> files =
        files(types)
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
    files.values().removeIf(count -> count <= 32);
    assertEquals(Map.of(), files);
  }

  @ArchTest
  static void aNameMeansOneThing(JavaClasses types) {
    Map<String, String> names =
        files(types)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    TreeMap::new,
                    Collectors.mapping(JavaClass::getPackageName, Collectors.joining(" and "))));
    names.values().removeIf(packages -> !packages.contains(" and "));
    assertEquals(Map.of(), names);
  }

  private static Stream<JavaClass> files(JavaClasses types) {
    return types.stream()
        .filter(JavaClass::isTopLevelClass)
        // What JMH makes of the benchmarks.
        .filter(type -> !type.getPackageName().endsWith(".jmh_generated"));
  }
}
