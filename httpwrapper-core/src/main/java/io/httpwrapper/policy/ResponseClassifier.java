package io.httpwrapper.policy;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Says what the outcome of an attempt means. Asked once per attempt, for retry, circuit
 * breaker and metrics alike. Implementations are thread-safe, do not block and do not
 * throw; one that throws counts as {@link Verdict#FAILURE}.
 */
public interface ResponseClassifier {

	/**
	 * Judges a response by its head.
	 * @param status the status code, 200 or above
	 * @param header gives the first value of a response header by its name, or null
	 */
	Verdict response(int status, Function<String, @Nullable String> header);

	/**
	 * Judges an error that came instead of a response, or that broke the body.
	 * @param error what went wrong; its causes may say more
	 */
	Verdict error(Throwable error);

}
