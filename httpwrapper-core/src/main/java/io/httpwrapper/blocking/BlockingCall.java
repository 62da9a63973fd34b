package io.httpwrapper.blocking;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.httpwrapper.error.ClientCallException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * One call as the calling thread sees it, from its subscription to its response headers.
 */
final class BlockingCall implements CoreSubscriber<ClientResponse> {

	private static final int FIRST_ERROR_STATUS = 400;

	final Waiter waiter;

	private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

	private volatile @Nullable ClientResponse response;

	private volatile @Nullable Throwable error;

	// used by the calling thread only
	private boolean started;

	private @Nullable InterruptedIOException interruption;

	BlockingCall(Waiter waiter) {
		this.waiter = waiter;
	}

	/**
	 * Begins the call. The call gets the thread locals of the calling thread for which
	 * accessors are registered.
	 */
	void start(Mono<ClientResponse> exchange) {
		this.started = true;
		exchange.contextCapture().subscribe(this);
	}

	boolean hasStarted() {
		return this.started;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (this.subscription.compareAndSet(null, subscription)) {
			subscription.request(Long.MAX_VALUE);
		}
		else {
			subscription.cancel();
		}
	}

	@Override
	public void onNext(ClientResponse response) {
		this.response = response;
		this.waiter.wake();
	}

	@Override
	public void onError(Throwable error) {
		this.error = error;
		this.waiter.wake();
	}

	@Override
	public void onComplete() {
		if (this.response == null) {
			onError(new IllegalStateException("A plugin returned no response"));
		}
	}

	/**
	 * Whether the outcome of the call is known.
	 */
	boolean isAnswered() {
		return this.response != null || this.error != null;
	}

	/**
	 * Whether the rest of the request's body need not be sent: the call has failed, or
	 * the remote has answered with an error (RFC 9112 §9.5). After an early successful
	 * answer the body is still sent completely.
	 */
	boolean needsNoBody() {
		ClientResponse response = this.response;
		return this.error != null || (response != null && response.statusCode().value() >= FIRST_ERROR_STATUS);
	}

	/**
	 * Ends the call. If there is a response whose body has no reader, ends that body.
	 */
	void cancel() {
		Subscription subscription = this.subscription.getAndSet(Operators.cancelledSubscription());
		if (subscription != null) {
			subscription.cancel();
		}
	}

	/**
	 * Ends the call because its thread was interrupted.
	 * @return the exception to throw
	 */
	InterruptedIOException interrupted(InterruptedException cause) {
		cancel();
		Thread.currentThread().interrupt();
		InterruptedIOException interruption = new InterruptedIOException(cause.getMessage());
		interruption.initCause(cause);
		this.interruption = interruption;
		return interruption;
	}

	@Nullable InterruptedIOException interruption() {
		return this.interruption;
	}

	/**
	 * The response of the call.
	 */
	ClientResponse response() throws IOException {
		Throwable error = this.error;
		if (error != null) {
			throw asIoException(error);
		}
		return Objects.requireNonNull(this.response);
	}

	/**
	 * Converts an error for callers of {@code RestClient}. Of an error that
	 * {@code WebClient} wraps only the cause is used, because {@code RestClient} wraps it
	 * itself. An error of the application, such as one from a plugin, stays unchanged.
	 */
	private static IOException asIoException(Throwable error) {
		if (error instanceof ClientCallException own) {
			ResourceAccessException refused = new ResourceAccessException(String.valueOf(own.getMessage()));
			refused.initCause(own);
			throw refused;
		}
		Throwable cause = Exceptions.unwrap(error);
		if (error instanceof WebClientRequestException && error.getCause() != null) {
			cause = error.getCause();
		}
		else if (cause instanceof RuntimeException || cause instanceof Error) {
			throw Exceptions.propagate(cause);
		}
		IOException thrown = (cause instanceof IOException io) ? io : new IOException(cause.toString(), cause);
		for (Throwable before : error.getSuppressed()) {
			if (before != thrown && !Exceptions.isTraceback(before)) {
				thrown.addSuppressed(before);
			}
		}
		return thrown;
	}

}
