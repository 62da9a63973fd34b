package io.httpwrapper.autoconfigure.dashboard;

import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import org.HdrHistogram.Recorder;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When there is a page and when there is none.
 */
class DashboardContextTests {

	private static final AutoConfigurations ALL = AutoConfigurations.of(HttpWrapperAutoConfiguration.class,
			WebClientAutoConfiguration.class, EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
			DashboardAutoConfiguration.class);

	private static final String EXPOSED = "management.endpoints.web.exposure.include=*";

	private static final String GRANTED = "management.endpoint.httpwrapper-dashboard.access=READ_ONLY";

	private final ReactiveWebApplicationContextRunner web = new ReactiveWebApplicationContextRunner()
		.withConfiguration(ALL);

	@Test
	void thereIsAPageWhereItIsGrantedAndExposed() {
		this.web.withPropertyValues(EXPOSED, GRANTED)
			.run((context) -> assertThat(context).hasSingleBean(DashboardEndpoint.class));
	}

	@Test
	void exposureOfAllEndpointsIsNotEnough() {
		this.web.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).doesNotHaveBean(DashboardEndpoint.class)
				.doesNotHaveBean(DashboardFeed.class));
	}

	@Test
	void accessWithoutExposureIsNotEnough() {
		this.web.withPropertyValues(GRANTED)
			.run((context) -> assertThat(context).doesNotHaveBean(DashboardEndpoint.class));
	}

	@Test
	void accessToAllEndpointsMayBeTakenAway() {
		this.web.withPropertyValues(EXPOSED, GRANTED, "management.endpoints.access.max-permitted=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(DashboardEndpoint.class));
	}

	@Test
	void thereIsNoPageWithoutAWebApplication() {
		new ApplicationContextRunner().withConfiguration(ALL)
			.withPropertyValues(EXPOSED, GRANTED)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DashboardEndpoint.class));
	}

	@Test
	void thereIsNoPageWithoutAnActuator() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class,
					WebClientAutoConfiguration.class, DashboardAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(WebEndpoint.class.getPackageName()))
			.withPropertyValues(EXPOSED, GRANTED)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DashboardFeed.class));
	}

	@Test
	void thereIsNoPageWithoutTheHistogramsThatMicrometerBrings() {
		this.web.withClassLoader(new FilteredClassLoader(Recorder.class))
			.withPropertyValues(EXPOSED, GRANTED)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DashboardFeed.class));
	}

	@Test
	void nativeImageKeepsTheFiles() {
		RuntimeHints hints = new RuntimeHints();
		new DashboardAutoConfiguration.Files().registerHints(hints, getClass().getClassLoader());

		assertThat(
				RuntimeHintsPredicates.resource().forResource("io/httpwrapper/autoconfigure/dashboard/dashboard.html"))
			.accepts(hints);
	}

}
