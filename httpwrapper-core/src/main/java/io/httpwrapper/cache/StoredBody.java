package io.httpwrapper.cache;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Objects;

/**
 * The body of a stored response: bytes that many readers share and none can change. What
 * hands bytes out either copies them once, to where the reader wants them, or shows them
 * read-only. Immutable.
 */
public final class StoredBody {

	/** No bytes. */
	public static final StoredBody EMPTY = new StoredBody(new byte[0]);

	private final byte[] bytes;

	private StoredBody(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * The body that consists of {@code bytes}, which are not copied.
	 * @param bytes from now on the body's: not to be changed by anyone
	 */
	public static StoredBody of(byte[] bytes) {
		return (bytes.length > 0) ? new StoredBody(bytes) : EMPTY;
	}

	/**
	 * Number of bytes.
	 */
	public int size() {
		return this.bytes.length;
	}

	/**
	 * One byte.
	 * @throws IndexOutOfBoundsException if there is none at {@code index}
	 */
	public byte get(int index) {
		return this.bytes[index];
	}

	/**
	 * Copies {@code length} bytes from {@code index} on to {@code target}.
	 * @throws IndexOutOfBoundsException if either has too few
	 */
	public void get(int index, byte[] target, int offset, int length) {
		System.arraycopy(this.bytes, index, target, offset, length);
	}

	/**
	 * The text of {@code length} bytes from {@code index} on, without a copy in between.
	 */
	public String text(int index, int length, Charset charset) {
		Objects.checkFromIndexSize(index, length, this.bytes.length);
		return new String(this.bytes, index, length, charset);
	}

	/**
	 * Shows {@code length} bytes from {@code index} on: read-only, not copied.
	 */
	public ByteBuffer buffer(int index, int length) {
		return ByteBuffer.wrap(this.bytes, index, length).slice().asReadOnlyBuffer();
	}

	/**
	 * All bytes from {@code index} on, as a stream; not copied.
	 */
	public InputStream stream(int index) {
		return new ByteArrayInputStream(this.bytes, index, this.bytes.length - index);
	}

	@Override
	public String toString() {
		return this.bytes.length + " bytes";
	}

}
