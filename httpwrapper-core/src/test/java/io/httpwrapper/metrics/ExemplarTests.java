package io.httpwrapper.metrics;

import java.util.List;

import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.fixture.Traces;
import io.httpwrapper.settings.ClientSettings;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.observation.Observation;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.tracing.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Prometheus' examples of what a timer has timed: the span that was current when it was
 * recorded.
 */
class ExemplarTests {

	private final Traces traces = new Traces();

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT,
			new PrometheusRegistry(), Clock.SYSTEM, new CurrentSpan(this.traces));

	private final FakeUpstream upstream = new FakeUpstream();

	@Test
	void timersOfAttemptsAndCallsNameTheirSpans() {
		this.registry.config().meterFilter(histograms());
		this.upstream.replies(200);
		WebClient client = client();

		Observation work = Observation.createNotStarted("work", this.traces.registry()).start();
		work.scoped(() -> client.get().uri("/users/1").retrieve().toBodilessEntity().block());
		work.stop();

		assertThat(exemplar("httpwrapper_attempts_seconds_bucket")).isEqualTo(text(this.traces.span("attempt get")));
		assertThat(exemplar("httpwrapper_calls_seconds_bucket")).isEqualTo(text(this.traces.span("work")));
	}

	private WebClient client() {
		ClientSettings old = ClientSettings.DEFAULTS;
		WrappedClient client = WrappedClient
			.named("users", old.with((all) -> all.observation((it) -> it.attempts(true))))
			.observations(this.traces.registry(), null)
			.listeners(List.of(new ClientMetrics(this.registry)))
			.build();
		return WebClient.builder()
			.baseUrl("http://users.internal")
			.exchangeFunction(this.upstream)
			.observationRegistry(this.traces.registry())
			.filter(client.pipeline())
			.build();
	}

	private static MeterFilter histograms() {
		return new MeterFilter() {

			@Override
			public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
				return DistributionStatisticConfig.builder().percentilesHistogram(true).build().merge(config);
			}

		};
	}

	/** What stands behind the # of the one line that has it. */
	private String exemplar(String sample) {
		List<String> lines = this.registry.scrape("application/openmetrics-text; version=1.0.0")
			.lines()
			.filter((line) -> line.startsWith(sample) && line.contains(" # "))
			.toList();
		assertThat(lines).hasSize(1);
		String line = lines.get(0);
		return line.substring(line.indexOf(" # ") + 3, line.lastIndexOf('}') + 1);
	}

	private static String text(SpanData span) {
		return "{span_id=\"" + span.getSpanId() + "\",trace_id=\"" + span.getTraceId() + "\"}";
	}

	private record CurrentSpan(Traces traces) implements SpanContext {

		@Override
		public String getCurrentTraceId() {
			Span span = this.traces.tracer().currentSpan();
			return (span != null) ? span.context().traceId() : null;
		}

		@Override
		public String getCurrentSpanId() {
			Span span = this.traces.tracer().currentSpan();
			return (span != null) ? span.context().spanId() : null;
		}

		@Override
		public boolean isCurrentSpanSampled() {
			return this.traces.tracer().currentSpan() != null;
		}

		@Override
		public void markCurrentSpanAsExemplar() {
		}

	}

}
