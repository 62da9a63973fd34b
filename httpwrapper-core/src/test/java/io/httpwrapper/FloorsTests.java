package io.httpwrapper;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.httpwrapper.timing.TimeAndChance;
import reactor.core.scheduler.Schedulers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

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

	/** The libraries that the rooms of the pipeline may use. */
	private static final String[] LIBRARIES = { "java..", "org.jspecify..", "reactor.core..", "reactor.util..",
			"org.reactivestreams..", "org.apache.commons.logging..", "org.springframework.core..",
			"org.springframework.util..", "org.springframework.http..", "org.springframework.web..",
			// part of WebClient's own interface, and the keys of what is observed
			"io.micrometer.observation..", "io.micrometer.common..",
			// optional, and used only where Reactor uses it
			"io.micrometer.context.." };

	/** What lies below all rooms. */
	private static final String[] GROUND = { "http", "policy", "cache", "event", "settings", "signature", "response",
			"timing" };

	/**
	 * The rooms of the client, from the ground up: what each may know of ours besides
	 * itself and the ground.
	 */
	private static final Map<String, Set<String>> ROOMS = rooms();

	/** What the packages above the client may know. */
	private static final String[] TOP = with(LIBRARIES, HTTP, KERNELS[0], KERNELS[1], KERNELS[2],
			"io.httpwrapper.settings..", "io.httpwrapper.timing..", "io.httpwrapper.error..", "io.httpwrapper.call..",
			"io.httpwrapper.client..");

	/** Nothing here is API, though much of it is public: the rooms use each other. */
	private static final String INTERNAL = "io.httpwrapper.pipeline..";

	private static Map<String, Set<String>> rooms() {
		Map<String, Set<String>> rooms = new LinkedHashMap<>();
		rooms.put("error", Set.of());
		rooms.put("call", Set.of("error"));
		rooms.put("pipeline.call", Set.of("call", "error"));
		rooms.put("plugin", Set.of("call", "pipeline.call"));
		rooms.put("observation", Set.of("error"));
		rooms.put("pipeline.body", Set.of("pipeline.call"));
		rooms.put("pipeline.attempt", Set.of("pipeline.body", "pipeline.call", "call", "error", "observation"));
		rooms.put("pipeline.limit", Set.of("pipeline.attempt", "pipeline.call", "call", "error", "plugin"));
		rooms.put("pipeline.retry", Set.of("pipeline.body", "pipeline.call", "call", "error"));
		rooms.put("pipeline.caching", Set.of("pipeline.body", "pipeline.call", "call", "error"));
		rooms.put("pipeline.plugin", Set.of("pipeline.body", "pipeline.call", "call", "error", "plugin"));
		rooms.put("client", Set.of("error", "call", "plugin", "observation", "pipeline.call", "pipeline.body",
				"pipeline.attempt", "pipeline.limit", "pipeline.retry", "pipeline.caching", "pipeline.plugin"));
		return rooms;
	}

	@ArchTest
	static void roomsKnowWhatTheTableSays(JavaClasses all) {
		ROOMS.forEach((room, known) -> {
			Stream<String> ours = Stream.of(Stream.of(room), known.stream(), Arrays.stream(GROUND))
				.flatMap((names) -> names)
				.map(FloorsTests::exactly);
			classes().that()
				.resideInAPackage(exactly(room))
				.should()
				.onlyDependOnClassesThat()
				.resideInAnyPackage(Stream.concat(ours, Arrays.stream(LIBRARIES)).toArray(String[]::new))
				.check(all);
		});
	}

	@ArchTest
	static void eachRoomIsInTheTable(JavaClasses all) {
		Set<String> rooms = all.stream()
			.map((type) -> type.getPackageName().replaceFirst("^io\\.httpwrapper\\.?", ""))
			.filter((name) -> name.startsWith("pipeline."))
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> known = new TreeSet<>(ROOMS.keySet());
		known.removeIf((name) -> !name.startsWith("pipeline."));
		assertThat(rooms).isEqualTo(known);
	}

	@ArchTest
	static final ArchRule onlyTheClientNamesTheClient = noClasses().that()
		.resideInAPackage(INTERNAL)
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.httpwrapper.client..");

	/** A type that users meet shows them no type that may change at any time. */
	@ArchTest
	static final ArchRule apiShowsNothingInternal = methods().that()
		.areDeclaredInClassesThat(areApi())
		.and(areVisible())
		.should(new ArchCondition<>("show no internal type") {

			@Override
			public void check(JavaMethod method, ConditionEvents events) {
				Stream.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
					.filter((type) -> type.getPackageName().startsWith("io.httpwrapper.pipeline"))
					.forEach((type) -> events
						.add(SimpleConditionEvent.violated(method, method.getFullName() + " shows " + type.getName())));
			}

		});

	private static DescribedPredicate<JavaClass> areApi() {
		return DescribedPredicate.describe("are API", (type) -> type.getModifiers().contains(JavaModifier.PUBLIC)
				&& !type.getPackageName().startsWith("io.httpwrapper.pipeline"));
	}

	private static DescribedPredicate<JavaMethod> areVisible() {
		return DescribedPredicate.describe("are visible",
				(method) -> method.getModifiers().contains(JavaModifier.PUBLIC)
						|| method.getModifiers().contains(JavaModifier.PROTECTED));
	}

	private static String exactly(String room) {
		return "io.httpwrapper." + room;
	}

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
		.haveNameNotMatching(".*Settings(\\$Builder)?")
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
	static final ArchRule connectorsKnowTheAttemptAndNoLibrary = onlyKnows("io.httpwrapper.connector..", "java..",
			"org.jspecify..", HTTP, "io.httpwrapper.pipeline.call..", "reactor.core..", "org.reactivestreams..",
			"org.springframework.core..", "org.springframework.http..", "org.springframework.util..");

	@ArchTest
	static final ArchRule metricsKnowMicrometer = onlyKnows("io.httpwrapper.metrics..",
			with(TOP, "io.httpwrapper.metrics..", "io.micrometer.."));

	@ArchTest
	static final ArchRule storeKnowsCaffeine = onlyKnows("io.httpwrapper.store..",
			with(TOP, "io.httpwrapper.store..", "com.github.benmanes.caffeine.."));

	@ArchTest
	static final ArchRule bucket4jKnowsThePolicyAndItsLibrary = onlyKnows("io.httpwrapper.bucket4j..", "java..",
			"org.jspecify..", KERNELS[0], "io.github.bucket4j..");

	@ArchTest
	static final ArchRule redisKnowsLettuceAndBucket4j = onlyKnows("io.httpwrapper.redis..",
			with(TOP, "io.lettuce..", "io.github.bucket4j.."));

	@ArchTest
	static final ArchRule blockingKnowsNoOtherLibrary = onlyKnows("io.httpwrapper.blocking..",
			with(TOP, "io.httpwrapper.blocking.."));

	/** Each package is a slice of its own, those below another one too. */
	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.httpwrapper.(**)").should().beFreeOfCycles();

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
