package io.httpwrapper.sample;

import java.time.Duration;
import java.util.Optional;

import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.error.CallTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Tells a caller of the shop, as problem details (RFC 9457), that a service let it down.
 */
@RestControllerAdvice
class ErrorAnswers {

	@ExceptionHandler
	ResponseEntity<ProblemDetail> refused(CallRejectedException ex) {
		return answer(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(ex.getMessage()), ex.retryAfter());
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> tooLate(CallTimeoutException ex) {
		return answer(HttpStatus.GATEWAY_TIMEOUT, String.valueOf(ex.getMessage()), ex.retryAfter());
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> badAnswer(WebClientResponseException ex) {
		return answer(HttpStatus.BAD_GATEWAY, ex.getMessage(), Optional.empty());
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> noAnswer(WebClientRequestException ex) {
		return answer(HttpStatus.BAD_GATEWAY, ex.getMethod() + " " + ex.getUri() + ": " + ex.getMessage(),
				Optional.empty());
	}

	private static ResponseEntity<ProblemDetail> answer(HttpStatus status, String detail,
			Optional<Duration> retryAfter) {
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
		retryAfter.ifPresent((pause) -> answer.header(HttpHeaders.RETRY_AFTER, seconds(pause)));
		return answer.body(ProblemDetail.forStatusAndDetail(status, detail));
	}

	private static String seconds(Duration pause) {
		return Long.toString(pause.plusMillis(999).toSeconds()); // up: nobody shall come
																	// too early
	}

}
