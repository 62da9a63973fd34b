package io.httpwrapper;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.httpwrapper.timing.TimeAndChance;
import reactor.core.scheduler.Schedulers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Imports go down the floors, never up or sideways; time and chance are named in one
 * place.
 */
@AnalyzeClasses(packages = "io.httpwrapper", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorsTests {

	/** The one type of Spring's that a setting may have: the binder can convert it. */
	private static final String DATA_SIZE = "org.springframework.util.unit";

	/** The ground floor: all others may know it. */
	private static final String HTTP = "io.httpwrapper.http..";

	private static final String[] KERNELS = { "io.httpwrapper.policy..", "io.httpwrapper.cache..",
			"io.httpwrapper.event.." };

	private static final String[] PIPELINE = { "java..", "org.jspecify..", HTTP, KERNELS[0], KERNELS[1], KERNELS[2],
			"io.httpwrapper.settings..", "io.httpwrapper.signature..", "io.httpwrapper.response..",
			"io.httpwrapper.timing..", "io.httpwrapper.pipeline..", "reactor.core..", "reactor.util..",
			"org.reactivestreams..", "org.apache.commons.logging..", "org.springframework.core..",
			"org.springframework.util..", "org.springframework.http..", "org.springframework.web..",
			// part of WebClient's own interface, and the keys of what is observed
			"io.micrometer.observation..", "io.micrometer.common..",
			// optional, and used only where Reactor uses it
			"io.micrometer.context.." };

	@ArchTest
	static final ArchRule httpKnowsTheJdkOnly = onlyKnows(HTTP, "java..", "org.jspecify..");

	@ArchTest
	static final ArchRule policyKnowsTheJdkAndHttp = onlyKnows("io.httpwrapper.policy..", "java..", "org.jspecify..",
			HTTP, DATA_SIZE);

	@ArchTest
	static final ArchRule cacheKnowsTheJdkAndHttp = onlyKnows("io.httpwrapper.cache..", "java..", "org.jspecify..",
			HTTP, DATA_SIZE);

	@ArchTest
	static final ArchRule eventKnowsTheJdkAndHttp = onlyKnows("io.httpwrapper.event..", "java..", "org.jspecify..",
			HTTP);

	@ArchTest
	static final ArchRule dataSizeIsForSettingsOnly = noClasses().that()
		.resideInAnyPackage(KERNELS)
		.and()
		.haveSimpleNameNotEndingWith("Settings")
		.should()
		.dependOnClassesThat()
		.resideInAPackage(DATA_SIZE);

	@ArchTest
	static final ArchRule settingsKnowKernelsAndNoClient = onlyKnows("io.httpwrapper.settings..", "java..",
			"org.jspecify..", HTTP, KERNELS[0], KERNELS[1], "io.httpwrapper.signature..",
			"org.springframework.core.io..", "org.springframework.http..", "org.springframework.util..");

	@ArchTest
	static final ArchRule signaturesKnowRequestsOnly = onlyKnows("io.httpwrapper.signature..", "java..",
			"javax.crypto..", "org.jspecify..", HTTP, "org.springframework.http..", "org.springframework.util..",
			"org.springframework.web..");

	@ArchTest
	static final ArchRule timingKnowsReactorsSchedulers = onlyKnows("io.httpwrapper.timing..", "java..",
			"org.jspecify..", "reactor.core..");

	@ArchTest
	static final ArchRule responsesKnowWhatIsStoredAndWebFlux = onlyKnows("io.httpwrapper.response..", "java..",
			"org.jspecify..", KERNELS[1], "reactor.core..", "org.reactivestreams..", "org.springframework.core..",
			"org.springframework.http..", "org.springframework.util..", "org.springframework.web..");

	@ArchTest
	static final ArchRule pipelineKnowsKernelsWebFluxAndReactor = onlyKnows("io.httpwrapper.pipeline..", PIPELINE);

	@ArchTest
	static final ArchRule metricsKnowMicrometer = onlyKnows("io.httpwrapper.metrics..",
			with(PIPELINE, "io.httpwrapper.metrics..", "io.micrometer.."));

	@ArchTest
	static final ArchRule storeKnowsCaffeine = onlyKnows("io.httpwrapper.store..",
			with(PIPELINE, "io.httpwrapper.store..", "com.github.benmanes.caffeine.."));

	@ArchTest
	static final ArchRule bucket4jKnowsThePolicyAndItsLibrary = onlyKnows("io.httpwrapper.bucket4j..", "java..",
			"org.jspecify..", KERNELS[0], "io.github.bucket4j..");

	@ArchTest
	static final ArchRule redisKnowsLettuceAndBucket4j = onlyKnows("io.httpwrapper.redis..",
			with(PIPELINE, "io.lettuce..", "io.github.bucket4j.."));

	@ArchTest
	static final ArchRule blockingKnowsNoOtherLibrary = onlyKnows("io.httpwrapper.blocking..",
			with(PIPELINE, "io.httpwrapper.blocking.."));

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.httpwrapper.(*)..").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule timeAndChanceAreNamedInOnePlace = noClasses().that()
		.doNotBelongToAnyOf(TimeAndChance.class)
		.should()
		.accessTargetWhere(realTimeOrChance());

	@ArchTest
	static final ArchRule namesSayWhatAClassIs = noClasses().should()
		.haveNameMatching(".*(Impl|Manager|Helper|Utils?)")
		.orShould()
		.haveSimpleNameStartingWith("Abstract");

	private static ArchRule onlyKnows(String floor, String... known) {
		return classes().that()
			.resideInAPackage(floor)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(with(known, floor));
	}

	private static String[] with(String[] packages, String... more) {
		String[] all = Arrays.copyOf(packages, packages.length + more.length);
		System.arraycopy(more, 0, all, packages.length, more.length);
		return all;
	}

	/** Calls and method references alike. */
	private static DescribedPredicate<JavaAccess<?>> realTimeOrChance() {
		return DescribedPredicate.describe("is a real clock, a pause, chance or a shared scheduler",
				(access) -> isRealTimeOrChance(access));
	}

	private static boolean isRealTimeOrChance(JavaAccess<?> access) {
		String owner = access.getTargetOwner().getName();
		String method = access.getName();
		if (owner.equals(System.class.getName())) {
			return method.equals("nanoTime") || method.equals("currentTimeMillis");
		}
		if (owner.equals(Thread.class.getName())) {
			return method.equals("sleep");
		}
		if (owner.equals(Instant.class.getName())) {
			return method.equals("now");
		}
		return owner.equals(ThreadLocalRandom.class.getName())
				|| (owner.equals(InstantSource.class.getName()) && method.equals("system"))
				|| owner.equals(Schedulers.class.getName());
	}

}
