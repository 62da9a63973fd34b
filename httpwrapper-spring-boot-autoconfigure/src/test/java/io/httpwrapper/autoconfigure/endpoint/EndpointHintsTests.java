package io.httpwrapper.autoconfigure.endpoint;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.core.annotation.MergedAnnotations;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointHintsTests {

	@Test
	void operationsCanBeInvoked() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, HttpWrapperEndpoint.class);

		assertThat(Arrays.stream(HttpWrapperEndpoint.class.getDeclaredMethods())
			.filter((method) -> List.of(ReadOperation.class, WriteOperation.class, DeleteOperation.class)
				.stream()
				.anyMatch(MergedAnnotations.from(method)::isPresent)))
			.hasSize(7)
			.allSatisfy((method) -> assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method))
				.accepts(hints));
	}

}
