package io.httpwrapper;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/**
 * Imports go down the floors, never up or sideways.
 */
class FloorsTests {

	private static final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.httpwrapper");

	@Test
	void policyKnowsOnlyTheJdkAndTheSizeOfData() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage("io.httpwrapper.policy")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("java..", "org.jspecify..", "io.httpwrapper.policy", "org.springframework.util.unit")
			.check(classes);
	}

	@Test
	void eventKnowsOnlyTheJdk() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage("io.httpwrapper.event")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("java..", "org.jspecify..", "io.httpwrapper.event")
			.check(classes);
	}

	@Test
	void pipelineKnowsSpringsWebClientAndReactorButNoEngineAndNoMeters() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.httpwrapper.pipeline")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.netty..", "reactor.netty..", "io.micrometer..", "org.springframework.boot..",
					"io.httpwrapper.metrics")
			.check(classes);
	}

	@Test
	void packagesFormNoCycle() {
		SlicesRuleDefinition.slices().matching("io.httpwrapper.(*)..").should().beFreeOfCycles().check(classes);
	}

	@Test
	void onlyTheWiringNamesRealTimeAndChance() {
		ArchRuleDefinition.noClasses()
			.that()
			.haveNameNotMatching("io\\.httpwrapper\\.pipeline\\.TimeAndChance.*")
			.should()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Instant.class, "now")
			.orShould()
			.callMethod(ThreadLocalRandom.class, "current")
			.orShould()
			.callMethod(Thread.class, "sleep", long.class)
			.check(classes);
	}

	@Test
	void namesSayWhatThingsAre() {
		ArchRuleDefinition.noClasses()
			.should()
			.haveNameMatching(".*(Impl|Manager|Helper|Util|Utils)")
			.orShould()
			.haveSimpleNameStartingWith("Abstract")
			.check(classes);
	}

}
