package io.httpwrapper.pipeline.call;

import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.policy.ClassifierSettings;
import io.httpwrapper.policy.ResponseClassifier;
import io.httpwrapper.policy.StandardResponseClassifier;
import io.httpwrapper.policy.Verdict;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Gives the verdict on the outcome of an attempt. It asks the {@link ResponseClassifier};
 * if that throws, the call continues. Thread-safe.
 */
public final class Judge {

	private static final Log logger = LogFactory.getLog(Judge.class);

	private final String client;

	private final ResponseClassifier classifier;

	/**
	 * The classifier if it is the standard one, which recognises most successes without
	 * the headers.
	 */
	private final @Nullable StandardResponseClassifier standard;

	/**
	 * @param own the application's classifier, or null for the one from the settings
	 */
	public Judge(String client, ClassifierSettings settings, @Nullable ResponseClassifier own) {
		this.client = client;
		this.classifier = (own != null) ? own : new StandardResponseClassifier(settings);
		this.standard = (this.classifier instanceof StandardResponseClassifier ours) ? ours : null;
	}

	public Verdict judge(ClientResponse response) {
		int status = response.statusCode().value();
		return (this.standard != null && this.standard.isSuccess(status)) ? Verdict.SUCCESS
				: judge(status, response.headers().asHttpHeaders());
	}

	public Verdict judge(int status, HttpHeaders headers) {
		try {
			return this.classifier.response(status, headers::getFirst);
		}
		catch (Throwable ex) {
			return broken(ex);
		}
	}

	public Verdict judge(Throwable error) {
		if (error instanceof CallRejectedException) {
			return Verdict.NOT_SENT;
		}
		try {
			return this.classifier.error(error);
		}
		catch (Throwable ex) {
			return broken(ex);
		}
	}

	private Verdict broken(Throwable ex) {
		UserCode.rethrowFatal(ex);
		logger.warn("The ResponseClassifier of client '" + this.client + "' failed; the attempt counts as failed", ex);
		return Verdict.FAILURE;
	}

}
