package io.httpwrapper.autoconfigure;

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

	@ArchTest
	static final ArchRule whatAllNeedKnowsNoOptionalPart = noClasses().that()
		.resideInAPackage(ROOT)
		.should()
		.dependOnClassesThat()
		.resideInAPackage(ROOT + ".*..");

	@ArchTest
	static final ArchRule optionalPartsDoNotKnowEachOther = slices().matching(ROOT + ".(*)..")
		.should()
		.notDependOnEachOther();

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
