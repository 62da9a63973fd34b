package io.httpwrapper.sample.upstream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lets a curious person cause an outage.
 */
@RestController
@ConditionalOnBooleanProperty(name = "sample.upstream.enabled", matchIfMissing = true)
@RequestMapping("/upstream")
class UpstreamController {

	private static final Logger logger = LoggerFactory.getLogger(FlakyUpstream.class);

	private final FlakyUpstream upstream;

	UpstreamController(FlakyUpstream upstream) {
		this.upstream = upstream;
	}

	@PostMapping("/fail")
	String fail() {
		this.upstream.fail();
		return told("inventory is out until told otherwise");
	}

	@PostMapping("/recover")
	String recover() {
		this.upstream.recover();
		return told("inventory works until told otherwise");
	}

	@PostMapping("/schedule")
	String followSchedule() {
		this.upstream.followSchedule();
		return told("inventory is out by schedule");
	}

	private static String told(String what) {
		logger.info("{}", what);
		return what + "\n";
	}

}
