package io.httpwrapper.blocking;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The stream that the body is written to. It holds a short body, and hands a longer one
 * on in pieces.
 */
final class UploadStream extends OutputStream {

	/** Up to this length a body is held, and can be sent again. */
	static final int HELD = 64 * 1024;

	/**
	 * Engines request up to 128 pieces in advance, which is a megabyte for each upload.
	 */
	private static final int PIECE = 8 * 1024;

	private static final int FIRST_SIZE = 512;

	private final Upload upload;

	/** Starts the call; null if the call is under way already. */
	private final @Nullable Runnable start;

	private @Nullable UploadLeg leg;

	private byte[] buffer = new byte[FIRST_SIZE];

	private int count;

	private boolean unwanted;

	UploadStream(Upload upload, Runnable start) {
		this.upload = upload;
		this.start = start;
	}

	UploadStream(Upload upload, @Nullable UploadLeg leg) {
		this.upload = upload;
		this.leg = leg;
		this.start = null;
	}

	@Override
	public void write(int value) throws IOException {
		write(new byte[] { (byte) value }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		int written = 0;
		while (written < length) {
			if (this.count == limit()) {
				handOn();
			}
			int part = Math.min(length - written, limit() - this.count);
			ensureRoomFor(part);
			System.arraycopy(bytes, offset + written, this.buffer, this.count, part);
			this.count += part;
			written += part;
		}
	}

	private int limit() {
		return (this.leg != null) ? PIECE : HELD;
	}

	private void ensureRoomFor(int more) {
		int needed = this.count + more;
		if (needed > this.buffer.length) {
			this.buffer = Arrays.copyOf(this.buffer, Math.min(limit(), Math.max(needed, this.buffer.length * 2)));
		}
	}

	/** Hands on the buffered bytes, unless the body is still short enough to be held. */
	@Override
	public void flush() throws IOException {
		if (this.leg != null && this.count > 0) {
			handOn();
		}
	}

	private void handOn() throws IOException {
		UploadLeg leg = leg();
		this.upload.awaitDemand(leg);
		if (this.upload.isUnwanted(leg)) {
			throw unwanted();
		}
		leg.send((this.count == this.buffer.length) ? this.buffer : Arrays.copyOf(this.buffer, this.count));
		this.buffer = new byte[PIECE];
		this.count = 0;
	}

	private UploadLeg leg() throws IOException {
		if (this.leg == null) {
			Objects.requireNonNull(this.start).run();
			this.leg = this.upload.awaitLeg();
			if (this.leg == null) {
				throw unwanted();
			}
		}
		return this.leg;
	}

	private IOException unwanted() {
		this.unwanted = true;
		return new IOException("The rest of the request's body is not needed: the attempt is over");
	}

	/** Whether writing was stopped because the rest is not needed. */
	boolean isUnwanted() {
		return this.unwanted;
	}

	/** The body is complete. A held body stays held. */
	void end() throws IOException {
		if (this.leg != null) {
			flush();
			this.leg.complete();
		}
	}

	/** The held bytes. */
	byte[] held() {
		return Arrays.copyOf(this.buffer, this.count);
	}

}
