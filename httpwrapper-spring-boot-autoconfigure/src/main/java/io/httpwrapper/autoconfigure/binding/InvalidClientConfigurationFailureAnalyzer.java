package io.httpwrapper.autoconfigure.binding;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports an {@link InvalidClientConfigurationException} at start, with the action to
 * take.
 */
final class InvalidClientConfigurationFailureAnalyzer
		extends AbstractFailureAnalyzer<InvalidClientConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidClientConfigurationException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
