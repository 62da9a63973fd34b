package io.httpwrapper.autoconfigure.binding;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says at start what is wrong with {@code httpwrapper.*} and what to change.
 */
final class InvalidClientConfigurationFailureAnalyzer
		extends AbstractFailureAnalyzer<InvalidClientConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidClientConfigurationException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
