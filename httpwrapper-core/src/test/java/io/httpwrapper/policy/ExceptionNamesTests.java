package io.httpwrapper.policy;

import java.io.EOFException;
import java.io.IOException;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExceptionNamesTests {

	private static boolean match(Throwable error, String... names) {
		return new ExceptionNames(Set.of(names)).match(error);
	}

	@Test
	void fullNameNamesAClass() {
		assertThat(match(new IOException(), "java.io.IOException")).isTrue();
		assertThat(match(new IOException(), "org.example.IOException")).isFalse();
	}

	@Test
	void nameWithoutADotNamesAnyClassCalledSo() {
		assertThat(match(new IOException(), "IOException")).isTrue();
		assertThat(match(new Nested(), "Nested")).isTrue();
	}

	@Test
	void fullNameOfANestedClassHasADollar() {
		assertThat(match(new Nested(), "io.httpwrapper.policy.ExceptionNamesTests$Nested")).isTrue();
	}

	@Test
	void superclassNamesItsSubclassesButNotTheOtherWayRound() {
		assertThat(match(new EOFException(), "java.io.IOException")).isTrue();
		assertThat(match(new EOFException(), "IOException")).isTrue();
		assertThat(match(new IOException(), "java.io.EOFException")).isFalse();
	}

	@Test
	void causesAreLookedAt() {
		assertThat(match(new RuntimeException(new Error(new EOFException())), "java.io.IOException")).isTrue();
	}

	@Test
	void suppressedErrorsAreNotLookedAt() {
		RuntimeException error = new RuntimeException();
		error.addSuppressed(new IOException());

		assertThat(match(error, "java.io.IOException")).isFalse();
	}

	@Test
	void causesInACircleEnd() {
		RuntimeException first = new RuntimeException();
		first.initCause(new RuntimeException(first));

		assertThat(match(first, "java.io.IOException")).isFalse();
		assertThat(match(first, "java.lang.RuntimeException")).isTrue();
	}

	@Test
	void noNamesMatchNothing() {
		assertThat(match(new IOException())).isFalse();
	}

	@Test
	void noErrorMatchesNoName() {
		assertThat(new ExceptionNames(Set.of("java.lang.Throwable")).match(null)).isFalse();
	}

	@Test
	void eachSetOfNamesRemembersItsOwnAnswers() {
		IOException error = new IOException();

		assertThat(match(error, "java.io.IOException")).isTrue();
		assertThat(match(error, "java.io.EOFException")).isFalse();
	}

	private static final class Nested extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
