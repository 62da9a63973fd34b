package io.httpwrapper.test;

import java.time.Duration;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Has each test begin with clients that know nothing of the one before, and tells
 * {@link ClientAssertions} which ones are tested.
 */
final class FreshClientsListener implements TestExecutionListener {

	private static final Duration BETWEEN_TESTS = Duration.ofHours(1);

	@Override
	public void beforeTestMethod(TestContext test) {
		ApplicationContext application = test.getApplicationContext();
		ClientRecordings recordings = application.getBeanProvider(ClientRecordings.class).getIfAvailable();
		if (recordings == null) {
			return;
		}
		application.getBean(Upstreams.class).reset();
		TestTime time = application.getBean(TestTime.class);
		time.reset();
		time.advance(BETWEEN_TESTS);
		recordings.reset();
		ClientAssertions.CURRENT.set(recordings);
	}

	@Override
	public void afterTestMethod(TestContext test) {
		ClientAssertions.CURRENT.remove();
	}

}
