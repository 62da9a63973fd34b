package io.httpwrapper.autoconfigure;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Each optional library is known to one package, so that an application without it loses
 * that package and nothing else.
 */
@AnalyzeClasses(packages = "io.httpwrapper.autoconfigure", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorsTests {

	private static final String ROOT = "io.httpwrapper.autoconfigure";

	/** But for observations, which are part of WebClient's own interface. */
	@ArchTest
	static final ArchRule micrometerIsKnownToMetrics = knownOnlyTo("metrics", "io.micrometer.core..",
			"io.micrometer.tracing..", "io.micrometer.context..", "org.springframework.boot.micrometer..");

	@ArchTest
	static final ArchRule nettyIsKnownToNetty = knownOnlyTo("netty", "io.netty..", "reactor.netty..");

	@ArchTest
	static final ArchRule hdrHistogramIsKnownToTheDashboard = knownOnlyTo("dashboard", "org.HdrHistogram..");

	@ArchTest
	static final ArchRule bucket4jIsKnownToBucket4j = knownOnlyTo("bucket4j", "io.github.bucket4j..",
			"io.httpwrapper.bucket4j..");

	@ArchTest
	static final ArchRule caffeineIsKnownToCaffeine = knownOnlyTo("caffeine", "com.github.benmanes.caffeine..",
			"io.httpwrapper.store..");

	@ArchTest
	static final ArchRule redisIsKnownToRedis = knownOnlyTo("redis", "io.lettuce..", "io.httpwrapper.redis..",
			"org.springframework.data..", "org.springframework.boot.data..");

	@ArchTest
	static final ArchRule springSecurityIsKnownToOAuth2 = knownOnlyTo("oauth2", "org.springframework.security..",
			"org.springframework.boot.security..");

	@ArchTest
	static final ArchRule healthIsKnownToHealth = knownOnlyTo("health", "org.springframework.boot.health..");

	@ArchTest
	static final ArchRule actuatorIsKnownToItsEndpoints = noClasses().that()
		.resideOutsideOfPackages(ROOT + ".endpoint..", ROOT + ".dashboard..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot.actuate..");

	/** The rooms that all need, and which of them each may know. */
	private static final Map<String, Set<String>> ROOMS = Map.of("binding", Set.of(), "monitoring", Set.of(), "runtime",
			Set.of("binding"), "connector", Set.of("binding"), "client", Set.of("binding", "connector", "monitoring"));

	/** Which rooms each optional part may know; those left out know none. */
	private static final Map<String, Set<String>> PARTS = Map.ofEntries(Map.entry("bucket4j", Set.of("client")),
			Map.entry("caffeine", Set.of("client")), Map.entry("redis", Set.of("client")),
			Map.entry("oauth2", Set.of("client", "binding")), Map.entry("netty", Set.of("connector", "binding")),
			Map.entry("jdk", Set.of("connector", "binding")), Map.entry("jetty", Set.of("connector", "binding")),
			Map.entry("httpcomponents", Set.of("connector")), Map.entry("health", Set.of("monitoring", "binding")),
			Map.entry("endpoint", Set.of("monitoring", "runtime", "binding")),
			Map.entry("dashboard", Set.of("monitoring")), Map.entry("export", Set.of("monitoring")));

	@ArchTest
	static void optionalPartsKnowWhatTheTableSays(JavaClasses all) {
		all.stream()
			.filter(FloorsTests::isOptional)
			.map((type) -> type.getPackageName().substring(ROOT.length() + 1))
			.distinct()
			.forEach((part) -> knowsOnly(part, PARTS.getOrDefault(part, Set.of()), all));
	}

	/** Each package is a slice of its own, the root and those below another one too. */
	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.httpwrapper.(**)").should().beFreeOfCycles();

	@ArchTest
	static void roomsKnowWhatTheTableSays(JavaClasses all) {
		ROOMS.forEach((room, known) -> knowsOnly(room, known, all));
	}

	private static void knowsOnly(String room, Set<String> known, JavaClasses all) {
		Set<String> allowed = new HashSet<>(known);
		allowed.add(room);
		noClasses().that()
			.resideInAPackage(ROOT + "." + room)
			.should()
			.dependOnClassesThat(DescribedPredicate.describe("are in another package than " + allowed,
					(type) -> type.getPackageName().startsWith(ROOT + ".")
							&& allowed.stream().noneMatch((name) -> type.getPackageName().equals(ROOT + "." + name))))
			.check(all);
	}

	/** The root has auto-configurations; others name them only to come after them. */
	@ArchTest
	static final ArchRule nobodyKnowsTheRoot = noClasses().that()
		.resideInAPackage(ROOT + ".*..")
		.and()
		.haveSimpleNameNotEndingWith("AutoConfiguration")
		.should()
		.dependOnClassesThat()
		.resideInAPackage(ROOT);

	@ArchTest
	static final ArchRule whatAllNeedKnowsNoOptionalPart = noClasses().that()
		.resideInAPackage(ROOT)
		.should()
		.dependOnClassesThat(DescribedPredicate.describe("belong to an optional part", FloorsTests::isOptional));

	@ArchTest
	static final ArchRule optionalPartsDoNotKnowEachOther = slices().matching(ROOT + ".(*)..")
		.should()
		.notDependOnEachOther()
		.ignoreDependency(DescribedPredicate.alwaysTrue(),
				DescribedPredicate.describe("is in a room", (type) -> !isOptional(type)));

	private static boolean isOptional(JavaClass type) {
		String name = type.getPackageName();
		return name.startsWith(ROOT + ".")
				&& ROOMS.keySet().stream().noneMatch((room) -> name.equals(ROOT + "." + room));
	}

	@ArchTest
	static final ArchRule namesSayWhatAClassIs = noClasses().should()
		.haveNameMatching(".*(Impl|Manager|Helper|Utils?)")
		.orShould()
		.haveSimpleNameStartingWith("Abstract");

	private static ArchRule knownOnlyTo(String part, String... library) {
		return noClasses().that()
			.resideOutsideOfPackage(ROOT + "." + part + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(library);
	}

}
