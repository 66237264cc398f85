package org.xai4j.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Data flows one way: core knows no method, methods and evaluation know core only. */
@AnalyzeClasses(packages = "org.xai4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
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
}
