package io.httpwrapper.test;

import org.jspecify.annotations.Nullable;

/**
 * Where assertions on clients begin.
 */
public final class ClientAssertions {

	static final ThreadLocal<@Nullable ClientRecordings> CURRENT = new ThreadLocal<>();

	private ClientAssertions() {
	}

	/**
	 * Begins assertions on a client of the application under test.
	 * @param client name of the client
	 * @throws IllegalStateException outside of a test with
	 * {@link AutoConfigureHttpWrapperTest}, or on another thread than the test's
	 */
	public static ClientAssert assertThatClient(String client) {
		ClientRecordings recordings = CURRENT.get();
		if (recordings == null) {
			throw new IllegalStateException("There are no clients under test on this thread: "
					+ "annotate the test with @AutoConfigureHttpWrapperTest, or hand in a ClientRecording.");
		}
		return assertThatClient(recordings.of(client));
	}

	/** Begins assertions on what was recorded of a client. */
	public static ClientAssert assertThatClient(ClientRecording recording) {
		return new ClientAssert(recording);
	}

}
