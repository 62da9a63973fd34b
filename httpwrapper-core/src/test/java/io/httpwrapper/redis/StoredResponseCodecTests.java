package io.httpwrapper.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;

import io.httpwrapper.cache.HeaderFields;
import io.httpwrapper.cache.StoredBody;
import io.httpwrapper.cache.StoredResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StoredResponseCodecTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456789Z");

	private static StoredResponse response(byte[] body, String... fields) {
		return new StoredResponse(200, HeaderFields.of(fields), HeaderFields.of("accept", "text/plain"), NOW,
				NOW.plusNanos(1), StoredBody.of(body));
	}

	private static byte[] text(int length) {
		return "a stored response ".repeat(length / 18 + 1).substring(0, length).getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] noise(int length) {
		byte[] noise = new byte[length];
		new Random(length).nextBytes(noise);
		return noise;
	}

	private static void assertSame(StoredResponse found, StoredResponse response) {
		assertThat(found).isNotNull();
		assertThat(found.status()).isEqualTo(response.status());
		assertThat(found.headers()).isEqualTo(response.headers());
		assertThat(found.selecting()).isEqualTo(response.selecting());
		assertThat(found.requestedAt()).isEqualTo(response.requestedAt());
		assertThat(found.receivedAt()).isEqualTo(response.receivedAt());
		assertThat(found.body().buffer(0, found.body().size()))
			.isEqualTo(response.body().buffer(0, response.body().size()));
	}

	private static byte[] sealed(byte[] bytes) {
		CRC32 checksum = new CRC32();
		checksum.update(bytes, 8, bytes.length - 8);
		for (int i = 0; i < 4; i++) {
			bytes[4 + i] = (byte) (checksum.getValue() >>> (24 - 8 * i));
		}
		return bytes;
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, StoredResponseCodec.MIN_COMPRESSED - 1, StoredResponseCodec.MIN_COMPRESSED, 100_000,
			3_000_000 })
	void whatIsReadIsWhatWasWritten(int length) {
		StoredResponse text = response(text(length), "ETag", "\"1\"", "Set-Cookie", "a=ü", "Set-Cookie", "");
		StoredResponse noise = response(noise(length));

		assertSame(StoredResponseCodec.decode(StoredResponseCodec.encode(text)), text);
		assertSame(StoredResponseCodec.decode(StoredResponseCodec.encode(noise)), noise);
	}

	@Test
	void formatIsTheOneOfVersionOne() {
		byte[] bytes = StoredResponseCodec.encode(new StoredResponse(404, HeaderFields.of("A", "b"), HeaderFields.NONE,
				Instant.ofEpochSecond(1), Instant.ofEpochSecond(2, 3), StoredBody.of(text(2))));

		assertThat(bytes).asHexString()
			.isEqualTo(
					"48574301" + hex(bytes, 4, 8) + "00000194" + "000000000000000100000000" + "000000000000000200000003"
							+ "00000001" + "0000000141" + "0000000162" + "00000000" + "00000002" + "00" + "6120");
	}

	private static String hex(byte[] bytes, int from, int to) {
		return HexFormat.of().withUpperCase().formatHex(bytes, from, to);
	}

	@Test
	void longTextIsCompressed() {
		assertThat(StoredResponseCodec.encode(response(text(100_000)))).hasSizeLessThan(5000);
	}

	@Test
	void whatDoesNotGetShorterIsKeptAsItIs() {
		int encoded = StoredResponseCodec.encode(response(noise(100_000))).length;

		assertThat(encoded).isBetween(100_000, 100_200);
	}

	@Test
	void otherVersionIsNotRead() {
		byte[] bytes = StoredResponseCodec.encode(response(text(10)));
		bytes[3]++;

		assertThat(StoredResponseCodec.decode(bytes)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 100_000 })
	void noPartIsTakenForTheWhole(int length) {
		byte[] bytes = StoredResponseCodec.encode(response(text(length), "ETag", "\"1\""));

		for (int end = 0; end < bytes.length; end++) {
			assertThat(StoredResponseCodec.decode(Arrays.copyOf(bytes, end))).isNull();
		}
		assertThat(StoredResponseCodec.decode(Arrays.copyOf(bytes, bytes.length + 1))).isNull();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void anyDamageIsNoticed(long seed) {
		Random random = new Random(seed);
		byte[] bytes = StoredResponseCodec.encode(response(text(5000), "ETag", "\"1\""));
		for (int round = 0; round < 5000; round++) {
			byte[] damaged = bytes.clone();
			damaged[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));

			assertThat(StoredResponseCodec.decode(damaged)).isNull();
		}
	}

	/** Someone else may have written them: the checksum fits, the rest need not. */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void whateverLiesBehindTheChecksumReadingNeitherFailsNorTakesMuchMemory(long seed) {
		Random random = new Random(seed);
		byte[][] written = { StoredResponseCodec.encode(response(text(5000), "ETag", "\"1\"", "Vary", "Accept")),
				StoredResponseCodec.encode(response(noise(50), "Age", "1")), noise(300) };
		for (int round = 0; round < 5000; round++) {
			byte[] original = written[random.nextInt(written.length)];
			byte[] bytes = Arrays.copyOf(original, Math.max(8, original.length - random.nextInt(20)));
			for (int change = random.nextInt(8); change >= 0; change--) {
				bytes[8 + random.nextInt(bytes.length - 8)] = (byte) (random.nextBoolean() ? random.nextInt(256)
						: new int[] { 0, 1, 0x7F, 0xFF }[random.nextInt(4)]);
			}
			StoredResponse found = StoredResponseCodec.decode(sealed(bytes));

			assertThat((found != null) ? found.body().size() : 0).isLessThan(1032 * bytes.length);
		}
	}

	@Test
	void lengthThatCannotBeIsRefusedBeforeMemoryIsTaken() {
		byte[] bytes = StoredResponseCodec.encode(response(text(10)));
		int length = bytes.length - 10 - 1 - 4;
		bytes[length] = 0x7F;
		bytes[length + 4] = 1;

		assertThat(StoredResponseCodec.decode(sealed(bytes))).isNull();
	}

}
