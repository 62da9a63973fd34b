package io.httpwrapper.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

import io.httpwrapper.cache.HeaderFields;
import io.httpwrapper.cache.StoredBody;
import io.httpwrapper.cache.StoredResponse;
import org.jspecify.annotations.Nullable;

/**
 * Converts stored responses to bytes: {@code HWC}, the version, a CRC-32 of the rest,
 * status, times, fields, and the body, which is deflated if that saves space. Bytes of
 * another version and damaged bytes are read as null.
 */
final class StoredResponseCodec {

	/**
	 * Shorter bodies are not worth compressing; compressing longer ones takes a while.
	 */
	static final int MIN_COMPRESSED = 4096;

	/**
	 * {@code HWC} and the version of the format. Increase the version with each change of
	 * the format.
	 */
	private static final int MAGIC = 'H' << 24 | 'W' << 16 | 'C' << 8 | 1;

	private static final int PREAMBLE = Integer.BYTES + Integer.BYTES;

	/** The largest compression ratio of deflate (zlib's technical notes). */
	private static final int MAX_RATIO = 1032;

	private StoredResponseCodec() {
	}

	/**
	 * Encodes a response. Takes milliseconds for a body that is compressed.
	 */
	static byte[] encode(StoredResponse response) {
		try {
			Bytes bytes = new Bytes(512 + Math.min(response.body().size(), MIN_COMPRESSED));
			DataOutputStream out = new DataOutputStream(bytes);
			out.writeInt(MAGIC);
			out.writeInt(0);
			out.writeInt(response.status());
			write(out, response.requestedAt());
			write(out, response.receivedAt());
			write(out, response.headers());
			write(out, response.selecting());
			write(bytes, out, response);
			return bytes.sealed();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Writing to memory cannot fail", ex);
		}
	}

	private static void write(DataOutputStream out, Instant instant) throws IOException {
		out.writeLong(instant.getEpochSecond());
		out.writeInt(instant.getNano());
	}

	private static void write(DataOutputStream out, HeaderFields fields) throws IOException {
		out.writeInt(fields.size());
		try {
			fields.forEach((name, value) -> {
				write(out, name);
				write(out, value);
			});
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private static void write(DataOutputStream out, String text) {
		try {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			out.writeInt(bytes.length);
			out.write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Writes the length of the body, whether it is deflated, and the body. */
	private static void write(Bytes bytes, DataOutputStream out, StoredResponse response) throws IOException {
		StoredBody body = response.body();
		out.writeInt(body.size());
		int start = bytes.size();
		if (isCompressible(response)) {
			out.writeBoolean(true);
			Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
			try (DeflaterOutputStream deflated = new DeflaterOutputStream(bytes, deflater, 8192)) {
				body.stream(0).transferTo(deflated);
			}
			finally {
				deflater.end();
			}
			if (bytes.size() - start < body.size() / 8 * 7) {
				return;
			}
			bytes.cut(start);
		}
		out.writeBoolean(false);
		body.stream(0).transferTo(bytes);
	}

	/**
	 * Whether to compress the body. A body with a content encoding is compressed already.
	 */
	static boolean isCompressible(StoredResponse response) {
		return response.body().size() >= MIN_COMPRESSED && !response.headers().has("Content-Encoding");
	}

	/**
	 * Decodes a response.
	 * @return null if the bytes were not written by this version, or are damaged
	 */
	static @Nullable StoredResponse decode(byte[] bytes) {
		DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
		try {
			if (in.readInt() != MAGIC || in.readInt() != checksum(bytes)) {
				return null;
			}
			int status = in.readInt();
			Instant requestedAt = instant(in);
			Instant receivedAt = instant(in);
			HeaderFields headers = fields(in);
			HeaderFields selecting = fields(in);
			return new StoredResponse(status, headers, selecting, requestedAt, receivedAt, body(bytes, in));
		}
		catch (IOException | DateTimeException | DataFormatException ex) {
			return null;
		}
	}

	private static int checksum(byte[] bytes) {
		CRC32 checksum = new CRC32();
		checksum.update(bytes, PREAMBLE, bytes.length - PREAMBLE);
		return (int) checksum.getValue();
	}

	private static Instant instant(DataInputStream in) throws IOException {
		return Instant.ofEpochSecond(in.readLong(), in.readInt());
	}

	private static HeaderFields fields(DataInputStream in) throws IOException, DataFormatException {
		int size = in.readInt();
		// each field takes at least eight bytes, so a damaged count does not allocate too
		// much memory
		if (size < 0 || size > in.available() / 8) {
			throw new DataFormatException();
		}
		String[] fields = new String[size * 2];
		for (int i = 0; i < fields.length; i++) {
			fields[i] = text(in);
		}
		return HeaderFields.of(fields);
	}

	private static String text(DataInputStream in) throws IOException, DataFormatException {
		int length = in.readInt();
		if (length < 0 || length > in.available()) {
			throw new DataFormatException();
		}
		return new String(in.readNBytes(length), StandardCharsets.UTF_8);
	}

	private static StoredBody body(byte[] bytes, DataInputStream in) throws IOException, DataFormatException {
		int size = in.readInt();
		boolean deflated = in.readBoolean();
		int left = in.available();
		long most = deflated ? (long) left * MAX_RATIO : left;
		if (size < 0 || size > most || (!deflated && size != left)) {
			throw new DataFormatException();
		}
		return StoredBody.of(deflated ? inflated(bytes, bytes.length - left, size) : in.readNBytes(size));
	}

	private static byte[] inflated(byte[] bytes, int start, int size) throws DataFormatException {
		byte[] body = new byte[size];
		Inflater inflater = new Inflater(true);
		try {
			inflater.setInput(bytes, start, bytes.length - start);
			int length = 0;
			while (length < size) {
				int more = inflater.inflate(body, length, size - length);
				if (more == 0) {
					throw new DataFormatException();
				}
				length += more;
			}
			// whether nothing follows is known only when more is requested
			if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
				throw new DataFormatException();
			}
			return body;
		}
		finally {
			inflater.end();
		}
	}

	/** A byte stream whose end can be cut off. */
	private static final class Bytes extends ByteArrayOutputStream {

		Bytes(int size) {
			super(size);
		}

		void cut(int length) {
			this.count = length;
		}

		/** The bytes with the checksum filled in. */
		byte[] sealed() {
			byte[] sealed = toByteArray();
			int checksum = checksum(sealed);
			for (int i = 0; i < Integer.BYTES; i++) {
				sealed[Integer.BYTES + i] = (byte) (checksum >>> (24 - 8 * i));
			}
			return sealed;
		}

	}

}
