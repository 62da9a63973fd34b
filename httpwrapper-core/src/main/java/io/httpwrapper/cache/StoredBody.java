package io.httpwrapper.cache;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Objects;

/**
 * The body of a stored response: bytes that many readers share and cannot change. Methods
 * either copy bytes once, to the target of the reader, or give read-only access.
 * Immutable.
 */
public final class StoredBody {

	/** No bytes. */
	public static final StoredBody EMPTY = new StoredBody(new byte[0]);

	private final byte[] bytes;

	private StoredBody(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * A body of {@code bytes}, which are not copied.
	 * @param bytes the bytes, which must not be changed from now on
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
	 * @throws IndexOutOfBoundsException if there is no byte at {@code index}
	 */
	public byte get(int index) {
		return this.bytes[index];
	}

	/**
	 * Copies {@code length} bytes from {@code index} on to {@code target}.
	 * @throws IndexOutOfBoundsException if the body or the target is too short
	 */
	public void get(int index, byte[] target, int offset, int length) {
		System.arraycopy(this.bytes, index, target, offset, length);
	}

	/**
	 * Decodes {@code length} bytes from {@code index} on, without an intermediate copy.
	 */
	public String text(int index, int length, Charset charset) {
		Objects.checkFromIndexSize(index, length, this.bytes.length);
		return new String(this.bytes, index, length, charset);
	}

	/**
	 * A read-only view of {@code length} bytes from {@code index} on; not copied.
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
