package io.httpwrapper.policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryReasonTests {

	@ParameterizedTest
	@CsvSource({ "STATUS,status,true", "EXCEPTION,exception,true", "NOT_SENT,not-sent,true", "CONDITION,condition,true",
			"BODY,body,true", "NOT_WORTH,not-worth,false", "DISABLED,disabled,false", "MAX_ATTEMPTS,max-attempts,false",
			"METHOD,method,false", "ONE_TIME_BODY,one-time-body,false", "BUDGET,budget,false",
			"DEADLINE,deadline,false", "PUSHBACK,pushback,false", "REJECTED,rejected,false" })
	void tagAndEffectOfEachReasonAreFixed(RetryReason reason, String tag, boolean repeats) {
		assertThat(reason.tag()).isEqualTo(tag);
		assertThat(reason.repeats()).isEqualTo(repeats);
	}

	@Test
	void noReasonIsMissingAbove() {
		assertThat(RetryReason.values()).hasSize(14);
	}

}
