package io.httpwrapper.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * What a cache hit costs, from the call to the bytes of its body: ours, a
 * {@code WebClient} whose filter answers the same response each time, OkHttp's cache (on
 * disk) and that of Apache HttpClient (on the heap). All have got the response from a
 * server on the loopback interface, once. Look at allocation and CPU
 * ({@code -prof gc -prof io.httpwrapper.benchmarks.CpuTime}), with {@code -t 1} and
 * {@code -t 2}; compare only within one run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CacheHitBench {

	@Param({ "1024", "102400" })
	public int bytes;

	@Param({ "httpwrapper", "fixed", "okhttp", "httpcomponents" })
	public String client;

	private final AtomicInteger requests = new AtomicInteger();

	private DisposableServer server;

	private CachedClient cached;

	@Setup
	public void setup() throws IOException {
		byte[] body = "{\"id\": 1}, ".repeat(this.bytes).substring(0, this.bytes).getBytes(StandardCharsets.UTF_8);
		String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
		this.server = HttpServer.create().host("localhost").port(0).handle((request, response) -> {
			this.requests.incrementAndGet();
			return response.header("Date", date)
				.header("Cache-Control", "max-age=86400")
				.header("Content-Type", "application/octet-stream")
				.header("ETag", "\"1\"")
				.sendByteArray(Mono.just(body));
		}).bindNow();
		this.cached = CachedClient.of(this.client, "http://localhost:" + this.server.port() + "/orders/1", body);
		this.cached.get();
	}

	/**
	 * Ends all, and fails if there was more than one request.
	 */
	@TearDown
	public void close() throws IOException {
		this.cached.close();
		this.server.disposeNow();
		if (this.requests.get() > 1) {
			throw new IllegalStateException(this.client + " sent " + this.requests + " requests: no hits");
		}
	}

	@Benchmark
	public byte[] hit() throws IOException {
		byte[] body = this.cached.get();
		if (body.length != this.bytes) {
			throw new IllegalStateException(body.length + " bytes");
		}
		return body;
	}

}
