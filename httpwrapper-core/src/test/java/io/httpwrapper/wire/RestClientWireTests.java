package io.httpwrapper.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.error.DeadlineExceededException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RawServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The pipeline under blocking callers, over real connections.
 */
@Timeout(120)
class RestClientWireTests {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";

	private static final String UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy";

	private static final int MEGABYTE = 1 << 20;

	private final WireClient client = new WireClient();

	private @Nullable RawServer running;

	@AfterEach
	void close() throws IOException {
		assertThat(this.client.inFlight()).isZero();
		this.client.close();
		if (this.running != null) {
			this.running.close();
		}
	}

	@Test
	void failedGetIsRepeated() {
		serve(unavailableOnce());

		assertThat(get()).isEqualTo("ok");

		assertThat(server().requests()).hasSize(2);
		assertThat(this.client.listener.of(EventType.CALL_SUCCEEDED)).hasSize(1);
	}

	@Test
	void shortBodyIsSentWithItsLengthAndCanBeRepeated() {
		serve(unavailableOnce());

		String answer = rest().put().uri(server().url()).body("Ada").retrieve().body(String.class);

		assertThat(answer).isEqualTo("ok");
		assertThat(server().requests()).hasSize(2)
			.allSatisfy((head) -> assertThat(head).containsIgnoringCase("content-length: 3"));
	}

	@Test
	void shortBodyOfAStreamCanBeRepeatedToo() {
		serve(unavailableOnce());

		String answer = rest().put()
			.uri(server().url())
			.contentType(MediaType.TEXT_PLAIN)
			.body((out) -> out.write(new byte[] { 'A', 'd', 'a' }))
			.retrieve()
			.body(String.class);

		assertThat(answer).isEqualTo("ok");
		assertThat(server().requests()).hasSize(2);
	}

	@Test
	void longBodyThatCanBeWrittenAgainIsRepeated() {
		serve(unavailableOnce());
		Resource body = new ByteArrayResource(new byte[MEGABYTE]);

		String answer = rest().put().uri(server().url()).body(body).retrieve().body(String.class);

		assertThat(answer).isEqualTo("ok");
		assertThat(server().requests()).hasSize(2)
			.allSatisfy((head) -> assertThat(head).containsIgnoringCase("content-length: " + MEGABYTE));
	}

	@Test
	void longBodyOfAStreamIsSentOnce() {
		serve(unavailableOnce());
		Resource body = new SizedStream(new Zeros(MEGABYTE), MEGABYTE);

		assertThatExceptionOfType(HttpServerErrorException.ServiceUnavailable.class)
			.isThrownBy(() -> rest().put().uri(server().url()).body(body).retrieve().body(String.class))
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("busy"));

		assertThat(server().requests()).hasSize(1);
		assertThat(this.client.listener.of(EventType.RETRY_STOPPED)).extracting(ClientEvent::reason)
			.containsExactly("one-time-body");
	}

	@Test
	void longBodyGoesToANewConnectionWhenTheFirstOneBreaksUnderIt() {
		serve((peer) -> {
			peer.receivesHead();
			peer.reads(100_000);
			peer.resets();
		}, (peer) -> peer.answers(OK));
		Resource body = new ByteArrayResource(new byte[8 * MEGABYTE]);

		String answer = rest().put().uri(server().url()).body(body).retrieve().body(String.class);

		assertThat(answer).isEqualTo("ok");
	}

	@Test
	void longUploadIsNeverFarAheadOfTheServer() {
		int size = 128 * MEGABYTE;
		this.client.timeout(Duration.ofSeconds(60), Duration.ofSeconds(60));
		Zeros body = new Zeros(size);
		AtomicLong mostAhead = new AtomicLong();
		serve((peer) -> {
			peer.receivesHead();
			for (long read = 0; read < size; read += MEGABYTE) {
				peer.reads(MEGABYTE);
				mostAhead.accumulateAndGet(body.read - read, Math::max);
			}
			peer.sends(OK);
		});

		String answer = rest().put()
			.uri(server().url())
			.body(new SizedStream(body, size))
			.retrieve()
			.body(String.class);

		assertThat(answer).isEqualTo("ok");
		assertThat(body.read).isEqualTo(size);
		assertThat(mostAhead.get()).isLessThan(32L * MEGABYTE);
	}

	@Test
	void longDownloadArrivesAsItIsRead() {
		String chunk = "x".repeat(MEGABYTE);
		AtomicLong sent = new AtomicLong();
		serve((peer) -> {
			peer.receives();
			peer.sends("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
			for (int i = 0; i < 128; i++) {
				peer.sends(chunk);
				sent.addAndGet(MEGABYTE);
			}
		});
		AtomicLong mostAhead = new AtomicLong();
		this.client.timeout(Duration.ofSeconds(60), Duration.ofSeconds(60));

		Long count = rest().get().uri(server().url()).exchange((request, response) -> {
			byte[] bytes = new byte[32 * 1024];
			long total = 0;
			for (int read = response.getBody().read(bytes); read >= 0; read = response.getBody().read(bytes)) {
				total += read;
				mostAhead.accumulateAndGet(sent.get() - total, Math::max);
			}
			return total;
		});

		assertThat(count).isEqualTo(128L * MEGABYTE);
		assertThat(mostAhead.get()).isLessThan(32L * MEGABYTE);
	}

	@Test
	void answerWithAnErrorEndsTheUpload() {
		serve((peer) -> {
			peer.receivesHead();
			peer.reads(10_000);
			peer.sends("HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlong");
			peer.awaitsEnd();
		});
		OutputThatNeverEnds endless = new OutputThatNeverEnds();

		assertThatExceptionOfType(HttpClientErrorException.class)
			.isThrownBy(() -> rest().put().uri(server().url()).body(endless::writeTo).retrieve().body(String.class))
			.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(HttpStatus.CONTENT_TOO_LARGE));
	}

	@Test
	void errorOfTheWriterIsWhatTheCallerSees() {
		serve((peer) -> {
			// answers nothing: an answer that comes early is one
			peer.receives();
			peer.awaitsEnd();
		});
		IOException disk = new IOException("disk");

		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> rest().put().uri(server().url()).body((out) -> {
				out.write(new byte[MEGABYTE]);
				throw disk;
			}).retrieve().toBodilessEntity())
			.withCause(disk);
	}

	@Test
	void callEndsWithWhateverItsWriterThrows() throws Exception {
		this.client.maxConcurrent(1);
		serve((peer) -> {
			peer.receives();
			peer.awaitsEnd();
		});

		assertThatExceptionOfType(StackOverflowError.class)
			.isThrownBy(() -> rest().put().uri(server().url()).body((out) -> {
				out.write(new byte[MEGABYTE]);
				throw new StackOverflowError();
			}).retrieve().toBodilessEntity());

		assertThat(inUse()).isZero();
		assertThat(server().awaitClientLeft()).isTrue();
	}

	@Test
	void statusOfAnErrorIsTheExceptionOfRestClient() {
		serve((peer) -> peer.answers("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"));

		assertThatExceptionOfType(HttpClientErrorException.NotFound.class).isThrownBy(this::get)
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("no"));
	}

	@Test
	void refusedConnectionIsTheCauseOfAResourceAccessException() {
		String nobody = RawServer.nobody();

		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> rest().get().uri(nobody).retrieve().body(String.class))
			.withCauseInstanceOf(ConnectException.class)
			.withMessageContaining("I/O error on GET request");

		assertThat(this.client.listener.of(EventType.ATTEMPT_COMPLETED)).hasSize(3);
	}

	@Test
	void openCircuitIsTheCauseOfAResourceAccessException() {
		this.client.failureThreshold(1);
		serve((peer) -> peer.answers("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"));
		CallOptions once = CallOptions.none().noRetry();

		assertThatExceptionOfType(HttpServerErrorException.class)
			.isThrownBy(() -> rest().get().uri(server().url()).attributes(once).retrieve().toBodilessEntity());
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::get)
			.withCauseInstanceOf(CircuitOpenException.class)
			.withMessageContaining("open since");

		assertThat(server().requests()).hasSize(1);
	}

	@Test
	void timeoutIsTheCauseOfAResourceAccessException() {
		this.client.timeout(Duration.ofMillis(50), Duration.ofSeconds(20));
		serve((peer) -> {
			peer.receives();
			peer.awaitsEnd();
		});

		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> rest().post().uri(server().url()).body("Ada").retrieve().toBodilessEntity())
			.withCauseInstanceOf(AttemptTimeoutException.class);
	}

	@Test
	void deadlineWithinTheBodyIsTheCauseOfAnIoException() {
		this.client.timeout(Duration.ofSeconds(20), Duration.ofMillis(200));
		serve((peer) -> {
			peer.receives();
			peer.sends("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf");
			peer.awaitsEnd();
		});

		assertThatExceptionOfType(Exception.class).isThrownBy(this::get)
			.withRootCauseInstanceOf(DeadlineExceededException.class);
	}

	@Test
	void interruptCancelsTheCall() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		serve((peer) -> {
			peer.receives();
			asked.countDown();
			peer.awaitsEnd();
		});
		AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
		AtomicReference<@Nullable Boolean> flag = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				get();
			}
			catch (Throwable ex) {
				thrown.set(ex);
				flag.set(Thread.currentThread().isInterrupted());
			}
		});

		caller.start();
		asked.await();
		caller.interrupt();
		caller.join();

		assertThat(thrown.get()).isInstanceOf(ResourceAccessException.class)
			.hasCauseInstanceOf(InterruptedIOException.class);
		assertThat(flag.get()).isTrue();
		assertThat(server().awaitClientLeft()).isTrue();
		assertThat(this.client.listener.of(EventType.CALL_CANCELLED)).hasSize(1);
	}

	@Test
	void interruptEndsTheReadingOfABody() throws Exception {
		serve((peer) -> {
			peer.receives();
			peer.sends("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
			peer.awaitsEnd();
		});
		CountDownLatch reading = new CountDownLatch(1);
		AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
		Thread caller = new Thread(() -> rest().get().uri(server().url()).exchange((request, response) -> {
			try {
				response.getBody().readNBytes(4);
				reading.countDown();
				return response.getBody().read();
			}
			catch (IOException ex) {
				thrown.set(ex);
				return -1;
			}
		}));

		caller.start();
		reading.await();
		caller.interrupt();
		caller.join();

		assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
		assertThat(server().awaitClientLeft()).isTrue();
	}

	@Test
	void interruptEndsAnUpload() throws Exception {
		CountDownLatch over = new CountDownLatch(1);
		serve((peer) -> {
			peer.receivesHead();
			over.await();
		});
		Zeros body = new Zeros(512 * MEGABYTE);
		AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				rest().put().uri(server().url()).body(new InputStreamResource(body)).retrieve().toBodilessEntity();
			}
			catch (RuntimeException ex) {
				thrown.set(ex);
			}
		});

		caller.start();
		body.begun.await();
		caller.interrupt();
		caller.join();
		over.countDown();

		assertThat(thrown.get()).isInstanceOf(ResourceAccessException.class)
			.hasCauseInstanceOf(InterruptedIOException.class);
		assertThat(body.read).isLessThan(512L * MEGABYTE);
	}

	@Test
	void placeComesBackWhenTheResponseIsClosedUnread() {
		this.client.maxConcurrent(1);
		serve((peer) -> peer.answers(OK));

		for (int i = 0; i < 3; i++) {
			assertThat(rest().get().uri(server().url()).retrieve().toBodilessEntity().getStatusCode())
				.isEqualTo(HttpStatus.OK);
			assertThat(inUse()).isZero();
		}
	}

	@Test
	void placeComesBackWhenTheBodyIsReadInPart() throws Exception {
		this.client.maxConcurrent(1);
		serve((peer) -> {
			peer.receives();
			peer.sends("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(200_000));
			peer.drips();
		});

		Integer first = rest().get().uri(server().url()).exchange((request, response) -> response.getBody().read());

		assertThat(first).isEqualTo('x');
		assertThat(server().awaitClientLeft()).isTrue();
		assertThat(inUse()).isZero();
	}

	@Test
	void placeComesBackWhenTheBodyBreaks() {
		this.client.maxConcurrent(1);
		serve((peer) -> {
			peer.receives();
			peer.sends("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhalf!");
		});

		assertThatExceptionOfType(Exception.class).isThrownBy(this::get)
			.havingRootCause()
			.isInstanceOf(IOException.class);

		assertThat(inUse()).isZero();
	}

	@Test
	void connectionIsUsedAgainWhenTheBodyWasRead() {
		serve((peer) -> peer.answers(OK));

		get();
		get();

		assertThat(server().connections()).isOne();
	}

	@Test
	void eventLoopIsNotMadeToWait() {
		serve((peer) -> peer.answers(OK));

		Mono<String> onEventLoop = Mono.fromSupplier(this::get).subscribeOn(Schedulers.parallel());

		assertThatIllegalStateException().isThrownBy(() -> onEventLoop.block(WireClient.PATIENCE))
			.withMessageContaining("'orders'")
			.withMessageContaining("event loop")
			.withMessageContaining("WebClient");
	}

	@Test
	void restTemplateIsTheClientToo() {
		serve(unavailableOnce());
		RestTemplate template = new RestTemplate(this.client.requestFactory());

		ResponseEntity<String> response = template.exchange(RequestEntity.put(server().url()).body("Ada"),
				String.class);

		assertThat(response.getBody()).isEqualTo("ok");
		assertThat(server().requests()).hasSize(2);
	}

	@Test
	void restTemplateGetsTheSameErrors() {
		RestTemplate template = new RestTemplate(this.client.requestFactory());
		String nobody = RawServer.nobody();

		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> template.getForObject(nobody, String.class, Map.of()))
			.withCauseInstanceOf(ConnectException.class);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsCallAsOthersDo() throws Exception {
		serve((peer) -> peer.answers(OK));
		ExecutorService virtual = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
			.invoke(null);
		try {
			CompletableFuture<?>[] calls = new CompletableFuture<?>[500];
			for (int i = 0; i < calls.length; i++) {
				calls[i] = CompletableFuture.runAsync(() -> assertThat(get()).isEqualTo("ok"), virtual);
			}
			CompletableFuture.allOf(calls).get(60, TimeUnit.SECONDS);
		}
		finally {
			virtual.shutdown();
		}
		assertThat(server().requests()).hasSize(500);
	}

	/** Whichever connection the second request takes. */
	private static RawServer.Script unavailableOnce() {
		AtomicBoolean first = new AtomicBoolean(true);
		return (peer) -> {
			while (peer.receives()) {
				peer.sends(first.getAndSet(false) ? UNAVAILABLE : OK);
			}
		};
	}

	private int inUse() {
		return Objects.requireNonNull(this.client.client().snapshot().bulkhead()).inUse();
	}

	private @Nullable String get() {
		return rest().get().uri(server().url()).retrieve().body(String.class);
	}

	private RestClient rest() {
		return RestClient.builder().requestFactory(this.client.requestFactory()).build();
	}

	private void serve(RawServer.Script... scripts) {
		this.running = new RawServer(scripts);
	}

	private RawServer server() {
		return Objects.requireNonNull(this.running);
	}

	/** A source of so many zeros that tells how far it was read. */
	private static final class Zeros extends InputStream {

		private final long size;

		private final CountDownLatch begun = new CountDownLatch(1);

		private volatile long read;

		Zeros(long size) {
			this.size = size;
		}

		@Override
		public int read() {
			return (this.read < this.size) ? one() : -1;
		}

		private int one() {
			this.read++;
			return 0;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			int count = (int) Math.min(length, this.size - this.read);
			this.read += count;
			this.begun.countDown();
			return (count > 0) ? count : -1;
		}

	}

	/** Has a length, and can be read once. */
	private static final class SizedStream extends InputStreamResource {

		private final long size;

		SizedStream(InputStream body, long size) {
			super(body);
			this.size = size;
		}

		@Override
		public long contentLength() {
			return this.size;
		}

	}

	private static final class OutputThatNeverEnds {

		void writeTo(OutputStream out) throws IOException {
			while (true) {
				out.write(new byte[10_000]);
			}
		}

	}

}
