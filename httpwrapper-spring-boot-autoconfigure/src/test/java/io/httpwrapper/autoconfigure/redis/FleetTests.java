package io.httpwrapper.autoconfigure.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.httpwrapper.fixture.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes that together may send a hundred requests a second.
 */
@Timeout(120)
class FleetTests {

	private static final long WINDOW = Duration.ofSeconds(5).toNanos();

	/** A process that starts sends late what was due while it connected. */
	private static final long WARM_UP = Duration.ofSeconds(3).toNanos();

	private static final List<String> MEMBERS = List.of("one", "other");

	@Test
	void processesTogetherSendWhatIsAllowed() throws Exception {
		ExecutorService workers = Executors.newFixedThreadPool(4);
		HttpServer remote = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		Arrivals arrivals = new Arrivals();
		remote.createContext("/", arrivals::answer);
		remote.setExecutor(workers);
		remote.start();
		List<Process> processes = new ArrayList<>();
		try (RedisServer redis = RedisServer.start()) {
			for (String member : MEMBERS) {
				processes.add(start(member, remote.getAddress().getPort(), redis.port()));
			}
			assertThat(arrivals.enough.await(60, TimeUnit.SECONDS)).isTrue();
			assertThat(processes).allMatch(Process::isAlive);
		}
		finally {
			processes.forEach(Process::destroyForcibly);
			remote.stop(0);
			workers.shutdown();
		}

		assertThat(arrivals.inWindow()).hasSizeBetween(475, 525);
		assertThat(arrivals.inWindow()).extracting(Arrival::member).contains("/one", "/other");
	}

	private static Process start(String member, int remote, int redis) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Member.class.getName(), member,
				"--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + redis,
				"--httpwrapper.clients.orders.base-url=http://127.0.0.1:" + remote,
				"--httpwrapper.clients.orders.rate-limit.enabled=true",
				"--httpwrapper.clients.orders.rate-limit.permits=100",
				"--httpwrapper.clients.orders.rate-limit.burst=1",
				"--httpwrapper.clients.orders.rate-limit.store=redis",
				"--httpwrapper.clients.orders.rate-limit.on-store-failure=reject",
				"--httpwrapper.clients.orders.rate-limit.store-timeout=5s",
				"--httpwrapper.clients.orders.rate-limit.max-wait=10s")
			.inheritIO()
			.start();
	}

	/** One request that came. */
	private record Arrival(String member, long nanos) {

	}

	/** All of them; the window begins a while after both members have sent. */
	private static final class Arrivals {

		private final CountDownLatch enough = new CountDownLatch(1);

		private final List<Arrival> all = new ArrayList<>();

		private long start;

		void answer(HttpExchange exchange) throws IOException {
			note(exchange.getRequestURI().getPath());
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		}

		private synchronized void note(String member) {
			long now = System.nanoTime();
			boolean first = this.all.stream().noneMatch((arrival) -> arrival.member().equals(member));
			this.all.add(new Arrival(member, now));
			if (first) {
				this.start = now + WARM_UP; // that of the later one stays
			}
			else if (now - this.start > WINDOW
					&& this.all.stream().map(Arrival::member).distinct().count() == MEMBERS.size()) {
				this.enough.countDown();
			}
		}

		synchronized List<Arrival> inWindow() {
			return this.all.stream()
				.filter((arrival) -> arrival.nanos() - this.start >= 0 && arrival.nanos() - this.start < WINDOW)
				.toList();
		}

	}

	/** A process of the fleet: sends as much as it may until it is ended. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Member {

		public static void main(String[] args) {
			ApplicationContext context = new SpringApplicationBuilder(Member.class).web(WebApplicationType.NONE)
				.logStartupInfo(false)
				.run(args);
			WebClient orders = context.getBean("ordersWebClient", WebClient.class);
			Flux.range(0, Integer.MAX_VALUE)
				.flatMap((i) -> orders.get().uri("/" + args[0]).retrieve().toBodilessEntity(), 20)
				.blockLast();
		}

	}

}
