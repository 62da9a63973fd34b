package io.httpwrapper.blocking;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.StreamingHttpOutputMessage.Body;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The body of a request, written by the calling thread. A short body is held and sent as
 * bytes. Of a longer body only the part that the connection has not yet taken is in
 * memory. An attempt subscribes to the body. Then the calling thread, which waits for the
 * response anyway, writes it.
 */
final class Upload extends Flux<DataBuffer> {

	private final Body body;

	private final BlockingCall call;

	/** The subscription of the latest attempt; null before the first one. */
	private volatile @Nullable UploadLeg leg;

	/**
	 * The subscription that the body is being written to. Used by the calling thread
	 * only.
	 */
	private @Nullable UploadLeg begun;

	Upload(Body body, BlockingCall call) {
		this.body = body;
		this.call = call;
	}

	/**
	 * Writes the body. When it becomes too long to be held, the call is started and gets
	 * the rest.
	 * @param start starts the call with this as its body
	 * @return the body if it is short, and then the call is not yet started; else null
	 */
	byte @Nullable [] begin(Runnable start) throws IOException {
		UploadStream stream = new UploadStream(this, start);
		write(stream);
		return this.call.hasStarted() ? null : stream.held();
	}

	/** Whether there is an attempt for which writing the body has not begun. */
	boolean isAskedForAgain() {
		return this.leg != this.begun;
	}

	/** Writes the body for the latest attempt. */
	void writeAgain() throws IOException {
		UploadLeg leg = this.leg;
		this.begun = leg;
		write(new UploadStream(this, leg));
	}

	private void write(UploadStream stream) throws IOException {
		try {
			this.body.writeTo(stream);
			stream.end();
		}
		catch (IOException | RuntimeException ex) {
			// converters wrap exceptions of the stream
			if (this.call.interruption() != null) {
				throw this.call.interruption();
			}
			if (!stream.isUnwanted()) {
				this.call.cancel();
				throw ex;
			}
		}
		catch (Throwable ex) {
			// an error, or a checked exception from Kotlin code
			this.call.cancel();
			throw ex;
		}
	}

	/**
	 * Waits until the first attempt subscribes to the body.
	 * @return null if the call is over without
	 */
	@Nullable UploadLeg awaitLeg() throws IOException {
		try {
			this.call.waiter.await(() -> this.leg != null || this.call.isAnswered());
		}
		catch (InterruptedException ex) {
			throw this.call.interrupted(ex);
		}
		UploadLeg leg = this.leg;
		this.begun = leg;
		return leg;
	}

	/** Waits until the attempt requests another buffer, or never will. */
	void awaitDemand(UploadLeg leg) throws IOException {
		try {
			this.call.waiter.await(() -> leg.hasDemand() || isUnwanted(leg));
		}
		catch (InterruptedException ex) {
			throw this.call.interrupted(ex);
		}
	}

	/** Whether this attempt does not need the rest of the body. */
	boolean isUnwanted(UploadLeg leg) {
		return leg.isCancelled() || leg != this.leg || this.call.needsNoBody();
	}

	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
		if (this.leg != null && !this.body.repeatable()) {
			Operators.error(actual, new IllegalStateException("The request's body can be written once only"));
			return;
		}
		UploadLeg leg = new UploadLeg(actual, this.call.waiter);
		actual.onSubscribe(leg);
		// from now on the calling thread writes
		this.leg = leg;
		this.call.waiter.wake();
	}

}
