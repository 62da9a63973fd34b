package io.httpwrapper.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.timing.VirtualWorld;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

class ClientMetricsExportTests {

	private final VirtualWorld world = new VirtualWorld();

	private final FakeUpstream upstream = new FakeUpstream();

	private final WrappedClient users = WrappedClient.named("users", ClientSettings.DEFAULTS)
		.time(this.world.timeAndChance())
		.build();

	private final ClientRegistry clients = new ClientRegistry(List.of(this.users));

	private final List<ClientReport> reports = new ArrayList<>();

	private boolean broken;

	private final ClientMetricsExporter exporter = new ClientMetricsExporter() {

		@Override
		public void export(ClientReport report) throws IOException {
			ClientMetricsExportTests.this.reports.add(report);
			if (ClientMetricsExportTests.this.broken) {
				throw new IOException("disk full");
			}
		}

		@Override
		public Set<EventType> types() {
			return EnumSet.of(EventType.CALL_SUCCEEDED);
		}

	};

	private ClientMetricsExport start(int maxEvents) {
		ClientMetricsExport export = new ClientMetricsExport(this.clients, this.exporter, maxEvents,
				this.world.timeAndChance().clock(), this.world.timeAndChance().scheduler());
		export.start(Duration.ofSeconds(10));
		return export;
	}

	private HttpStatusCode call() {
		this.upstream.replies(200);
		return WebClient.builder()
			.baseUrl("http://users.internal")
			.exchangeFunction(this.upstream)
			.filter(this.users.pipeline())
			.build()
			.get()
			.retrieve()
			.toBodilessEntity()
			.blockOptional()
			.orElseThrow()
			.getStatusCode();
	}

	@Test
	void reportHoldsTheNumbersAndWhatHappenedSinceTheLastOne() {
		start(10);
		call();
		call();

		this.world.advance(Duration.ofMillis(9999));
		assertThat(this.reports).isEmpty();
		this.world.advance(Duration.ofMillis(1));
		call();
		this.world.advance(Duration.ofSeconds(10));

		assertThat(this.reports).extracting((report) -> report.events().size()).containsExactly(2, 1);
		assertThat(this.reports).extracting((report) -> report.clients().get(0).counters().calls())
			.containsExactly(2L, 3L);
		assertThat(this.reports.get(0).at()).isEqualTo(this.world.timeAndChance().clock().instant().minusSeconds(10));
	}

	@Test
	void eventsThatDoNotFitAreDroppedAndCounted() {
		start(2);

		for (int i = 0; i < 5; i++) {
			call();
		}
		this.world.advance(Duration.ofSeconds(10));

		assertThat(this.reports.get(0).events()).hasSize(2);
		assertThat(this.reports.get(0).droppedEvents()).isEqualTo(3);
	}

	@Test
	void exporterThatFailsGetsTheNextReportAndDisturbsNoCall() {
		start(10);
		this.broken = true;

		this.world.advance(Duration.ofSeconds(10));
		assertThat(call()).isEqualTo(HttpStatusCode.valueOf(200));
		this.world.advance(Duration.ofSeconds(10));

		assertThat(this.reports).hasSize(2);
		assertThat(this.reports.get(1).events()).hasSize(1);
	}

	@Test
	void lastReportComesWithTheEndAndNoneAfterIt() {
		ClientMetricsExport export = start(10);
		call();

		export.close();
		call();
		this.world.advance(Duration.ofMinutes(1));

		assertThat(this.reports).hasSize(1);
		assertThat(this.reports.get(0).events()).hasSize(1);
	}

	@Test
	void exporterThatHangsHoldsUpNeitherCallsNorTheEnd() throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		Scheduler thread = Schedulers.newBoundedElastic(1, 10, "export", 60, true);
		ClientMetricsExport export = new ClientMetricsExport(this.clients, (report) -> {
			entered.countDown();
			never.await();
		}, 1, this.world.timeAndChance().clock(), thread);
		export.start(Duration.ofMillis(1));
		assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

		HttpStatusCode status = call();
		export.onEvent(event());
		export.onEvent(event());
		export.close();
		thread.dispose();

		assertThat(status.value()).isEqualTo(200);
		assertThat(export.droppedEvents()).isOne();
	}

	private static ClientEvent event() {
		return new ClientEvent(EventType.CIRCUIT_CHANGED, "users", 0, "users.internal", "", 0, 0, "", "", "closed",
				"open", 0, null);
	}

}
