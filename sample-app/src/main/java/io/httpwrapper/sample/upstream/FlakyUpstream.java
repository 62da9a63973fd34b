package io.httpwrapper.sample.upstream;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

/**
 * An HTTP server on the loopback interface whose services fail in known ways. Starts
 * before everything that may call it. Thread-safe.
 */
public final class FlakyUpstream implements SmartLifecycle {

	private final int wantedPort;

	private final Outage outage;

	private final Service orders;

	private final Service inventory;

	private final Service payments;

	private final Scheduler scheduler;

	private final JsonMapper json = new JsonMapper();

	private volatile @Nullable Running running;

	/**
	 * An upstream that is not started yet.
	 * @param settings how it misbehaves
	 * @param nanoTime the time by which outages are scheduled
	 * @param scheduler what answers are delayed on
	 */
	public FlakyUpstream(UpstreamSettings settings, LongSupplier nanoTime, Scheduler scheduler) {
		RandomGenerator random = new Random(settings.seed());
		Latency latency = new Latency(random, settings.minLatency(), settings.maxLatency());
		this.wantedPort = settings.port();
		this.scheduler = scheduler;
		this.outage = new Outage(schedule(settings.outage()), nanoTime);
		this.orders = new Service(new OrdersScenario(random, latency, settings.errorRate()));
		this.inventory = new Service(new InventoryScenario(this.outage, latency));
		this.payments = new Service(
				new PaymentsScenario(random, latency, settings.throttleRate(), settings.retryAfter()));
	}

	private static OutageSchedule schedule(UpstreamSettings.OutageTimes times) {
		return new OutageSchedule(times.after(), times.every(), times.lasting());
	}

	/**
	 * Begins an outage of {@code /inventory} that lasts until told otherwise.
	 */
	public void fail() {
		this.outage.begin();
	}

	/**
	 * Ends the outage of {@code /inventory}; there is none until told otherwise.
	 */
	public void recover() {
		this.outage.end();
	}

	/**
	 * Goes back to outages by schedule, as if just started.
	 */
	public void followSchedule() {
		this.outage.restartSchedule();
	}

	/**
	 * How many requests for {@code /orders} have arrived.
	 */
	public long ordersRequests() {
		return this.orders.requests().sum();
	}

	/**
	 * How many requests for {@code /inventory} have arrived.
	 */
	public long inventoryRequests() {
		return this.inventory.requests().sum();
	}

	/**
	 * How many requests for {@code /payments} have arrived.
	 */
	public long paymentsRequests() {
		return this.payments.requests().sum();
	}

	/**
	 * The port it listens on.
	 * @throws IllegalStateException if it is not running
	 */
	public int port() {
		Running now = this.running;
		if (now == null) {
			throw new IllegalStateException("The upstream is not running, so it has no port.");
		}
		return now.server().port();
	}

	@Override
	public void start() {
		// loops of its own: the application's end with its context, maybe before the last
		// answer
		LoopResources loops = LoopResources.create("upstream", 1, true);
		try {
			DisposableServer server = HttpServer.create()
				.host("localhost")
				.port(this.wantedPort)
				.runOn(loops)
				.route((routes) -> routes.get("/orders/{id}", (in, out) -> answer(this.orders, in, out))
					.get("/inventory/{id}", (in, out) -> answer(this.inventory, in, out))
					.post("/payments", (in, out) -> answer(this.payments, in, out)))
				.bindNow();
			this.running = new Running(server, loops);
		}
		catch (ChannelBindException ex) {
			loops.dispose();
			throw new IllegalStateException(
					"The embedded upstream cannot listen on port %d. Choose another with --sample.upstream.port=…"
						.formatted(this.wantedPort),
					ex);
		}
		this.outage.restartSchedule();
	}

	@Override
	public void stop() {
		Running now = this.running;
		this.running = null;
		if (now != null) {
			now.server().disposeNow();
			now.loops().dispose();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	@Override
	public int getPhase() {
		return 0; // the web server and the load come much later
	}

	private Mono<Void> answer(Service service, HttpServerRequest request, HttpServerResponse response) {
		service.requests().increment();
		String id = request.param("id");
		Reply reply = service.scenario().replyTo((id != null) ? id : "");
		if (reply instanceof Reply.Answer answer) {
			return delay(answer.delay()).then(Mono.defer(() -> send(answer, response)));
		}
		return reset(response);
	}

	private Mono<?> delay(Duration delay) {
		return delay.isZero() ? Mono.empty() : Mono.delay(delay, this.scheduler);
	}

	private Mono<Void> send(Reply.Answer answer, HttpServerResponse response) {
		response.status(answer.status()).header("Content-Type", "application/json");
		Duration retryAfter = answer.retryAfter();
		if (retryAfter != null) {
			response.header("Retry-After", Long.toString(retryAfter.toSeconds()));
		}
		return response.sendString(Mono.just(this.json.writeValueAsString(answer.body()))).then();
	}

	private static Mono<Void> reset(HttpServerResponse response) {
		return Mono.fromRunnable(() -> response.withConnection((connection) -> {
			connection.channel().config().setOption(ChannelOption.SO_LINGER, 0); // closes
																					// with
																					// a
																					// TCP
																					// reset
			connection.channel().close();
		}));
	}

	private record Service(Scenario scenario, LongAdder requests) {

		Service(Scenario scenario) {
			this(scenario, new LongAdder());
		}

	}

	private record Running(DisposableServer server, LoopResources loops) {

	}

}
