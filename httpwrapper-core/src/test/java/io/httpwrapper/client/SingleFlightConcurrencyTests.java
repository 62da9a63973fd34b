package io.httpwrapper.client;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.httpwrapper.pipeline.caching.CacheState;
import io.httpwrapper.policy.RetrySettings;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.store.CaffeineCacheStore;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls on many threads that wait for each other, leave, fail and break, while what is
 * stored is deleted: whoever stays has an answer or an error, the right one, and nothing
 * is left behind. Netty's buffers, so that a lost one fails the class.
 */
@Timeout(120)
class SingleFlightConcurrencyTests {

	private static final int THREADS = 4;

	private static final int CALLS = 2_000;

	private static final int KEYS = 5;

	private static final int LONG = 400_000;

	private static final NettyDataBufferFactory BUFFERS = new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT);

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicInteger wrong = new AtomicInteger();

	private final CountDownLatch over = new CountDownLatch(THREADS * CALLS);

	private final WrappedClient client = WrappedClient.named("users", settings())
		.cacheStore(new CaffeineCacheStore(1_000_000))
		.build();

	private final WebClient webClient = WebClient.builder()
		.exchangeFunction(this::answer)
		.filter(this.client.pipeline())
		.build();

	private static ClientSettings settings() {
		ClientSettings defaults = ClientSettings.DEFAULTS;
		RetrySettings retry = defaults.retry();
		return defaults
			.with((all) -> all.retry(retry.with((it) -> it.enabled(false))).cache(CacheSettingsFixture.enabled()));
	}

	/** Each kind of response in turn, from another thread. */
	private Mono<ClientResponse> answer(ClientRequest request) {
		int kind = this.requests.getAndIncrement() % 6;
		return Mono.defer(() -> (kind == 5) ? Mono.error(new IOException("reset")) : Mono.just(response(kind, request)))
			.subscribeOn(Schedulers.parallel());
	}

	private static ClientResponse response(int kind, ClientRequest request) {
		Flux<DataBuffer> body = Flux.just("this is ", request.url().getPath(), ", whole")
			.map((text) -> (DataBuffer) BUFFERS
				.wrap(PooledByteBufAllocator.DEFAULT.buffer().writeBytes(text.getBytes(StandardCharsets.UTF_8))));
		Flux<DataBuffer> sent = (kind == 4) ? body.take(2).concatWith(Mono.error(new IOException("broken"))) : body;
		return ClientResponse.create(HttpStatus.OK)
			.header("Cache-Control", (kind == 3) ? "no-store" : "max-age=60")
			.header("ETag", "\"" + kind + "\"")
			.body(sent)
			.build();
	}

	@RepeatedTest(3)
	void nothingIsLeftWhateverComesAndGoes() throws InterruptedException {
		for (int thread = 0; thread < THREADS; thread++) {
			Random random = new Random(thread);
			new Thread(() -> callAndLeave(random)).start();
		}

		assertThat(this.over.await(100, TimeUnit.SECONDS)).as("all calls end").isTrue();

		assertThat(this.wrong).hasValue(0);
		CacheState cache = this.client.plan().kernels().cache().state();
		assertThat(cache.fetching()).isZero();
		assertThat(cache.snapshot().collecting()).isZero();
		assertThat(this.client.snapshot().counters().inFlight()).isZero();
		assertThat(Objects.requireNonNull(this.client.snapshot().cache()).collapsed()).isPositive();
	}

	@RepeatedTest(20)
	void callersOnManyThreadsMakeOneRequestWhateverTheMoment() throws InterruptedException {
		CountDownLatch start = new CountDownLatch(1);
		CountDownLatch answered = new CountDownLatch(THREADS * 250);
		for (int thread = 0; thread < THREADS; thread++) {
			new Thread(() -> {
				awaitQuietly(start);
				for (int i = 0; i < 250; i++) {
					this.webClient.get()
						.uri("http://users.internal/users/1")
						.retrieve()
						.bodyToMono(String.class)
						.subscribe((body) -> check("/users/1", body), null, answered::countDown);
				}
			}).start();
		}

		start.countDown();
		assertThat(answered.await(100, TimeUnit.SECONDS)).as("all calls are answered").isTrue();

		assertThat(this.requests).hasValue(1);
		assertThat(this.wrong).hasValue(0);
	}

	@Test
	void callerWhoComesWhileTheLastOneLeavesIsAnswered() throws InterruptedException {
		Queue<Sinks.One<ClientResponse>> asked = new ConcurrentLinkedQueue<>();
		WebClient slow = this.webClient.mutate().exchangeFunction((request) -> {
			Sinks.One<ClientResponse> answer = Sinks.one();
			asked.add(answer);
			return answer.asMono();
		}).build();
		for (int round = 0; round < 5_000; round++) {
			ClientRequest request = ClientRequest.create(HttpMethod.GET, URI.create("http://users.internal/" + round))
				.build();
			AtomicReference<String> body = new AtomicReference<>();
			Disposable leaving = slow.get().uri(request.url()).retrieve().bodyToMono(String.class).subscribe();
			AtomicBoolean ready = new AtomicBoolean();
			Thread other = new Thread(() -> {
				ready.set(true);
				leaving.dispose();
			});
			other.start();
			while (!ready.get()) {
				Thread.onSpinWait();
			}
			for (int pause = round % 100; pause > 0; pause--) {
				Thread.onSpinWait();
			}
			slow.get().uri(request.url()).retrieve().bodyToMono(String.class).subscribe(body::set);
			other.join();
			asked.forEach((answer) -> answer.tryEmitValue(response(0, request)));
			asked.clear();

			assertThat(body).as("round " + round).hasValue("this is /" + round + ", whole");
		}
	}

	/** More than a first look, so that some are given up while others come to wait. */
	@Test
	void longBodiesReachWhoeverStaysAndLeaveNothing() throws InterruptedException {
		WebClient wide = this.webClient.mutate()
			.exchangeFunction((request) -> Mono.fromSupplier(SingleFlightConcurrencyTests::longResponse)
				.subscribeOn(Schedulers.parallel()))
			.build();
		CountDownLatch ended = new CountDownLatch(THREADS * 300);
		for (int thread = 0; thread < THREADS; thread++) {
			Random random = new Random(thread);
			new Thread(() -> readAndLeave(wide, random, ended)).start();
		}

		assertThat(ended.await(100, TimeUnit.SECONDS)).as("all calls end").isTrue();

		assertThat(this.wrong).hasValue(0);
		CacheState cache = this.client.plan().kernels().cache().state();
		assertThat(cache.fetching()).isZero();
		assertThat(cache.snapshot().collecting()).isZero();
		assertThat(this.client.snapshot().counters().inFlight()).isZero();
	}

	private static ClientResponse longResponse() {
		Flux<DataBuffer> body = Flux.range(0, 10)
			.publishOn(Schedulers.parallel(), 1)
			.map((i) -> BUFFERS.wrap(PooledByteBufAllocator.DEFAULT.buffer(LONG / 10).writeZero(LONG / 10)));
		return ClientResponse.create(HttpStatus.OK).header("Cache-Control", "max-age=60").body(body).build();
	}

	private void readAndLeave(WebClient wide, Random random, CountDownLatch ended) {
		for (int i = 0; i < 300; i++) {
			String path = "/users/" + random.nextInt(KEYS);
			if (random.nextInt(3) == 0) {
				Objects.requireNonNull(this.client.cache()).purge(URI.create("http://users.internal" + path));
			}
			Disposable call = wide.get()
				.uri("http://users.internal" + path)
				.exchangeToFlux((response) -> response.bodyToFlux(DataBuffer.class))
				.map(SingleFlightConcurrencyTests::length)
				.reduce(0, Integer::sum)
				.doFinally((signal) -> ended.countDown())
				.subscribe((length) -> this.wrong.addAndGet((length == LONG) ? 0 : 1),
						(error) -> this.wrong.incrementAndGet());
			if (random.nextInt(3) == 0) {
				call.dispose();
			}
		}
	}

	private static int length(DataBuffer buffer) {
		int length = buffer.readableByteCount();
		DataBufferUtils.release(buffer);
		return length;
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void callAndLeave(Random random) {
		for (int i = 0; i < CALLS; i++) {
			String path = "/users/" + random.nextInt(KEYS);
			if (random.nextInt(4) == 0) {
				Objects.requireNonNull(this.client.cache()).purge(URI.create("http://users.internal" + path));
			}
			Disposable call = this.webClient.get()
				.uri("http://users.internal" + path)
				.retrieve()
				.bodyToMono(String.class)
				.doFinally(this::ended)
				.subscribe((body) -> check(path, body), (error) -> {
				});
			if (random.nextInt(3) == 0) {
				call.dispose();
			}
		}
	}

	private void check(String path, String body) {
		if (!body.equals("this is " + path + ", whole")) {
			this.wrong.incrementAndGet();
		}
	}

	private void ended(SignalType signal) {
		this.over.countDown();
	}

}
