package org.springframework.cloud.context.environment;

import java.util.Set;

import org.springframework.context.ApplicationEvent;

/**
 * Stands for the event of Spring Cloud, which has no version for this Spring Boot to test
 * with: the same name and the same shape.
 */
public final class EnvironmentChangeEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	public EnvironmentChangeEvent(Set<String> keys) {
		super(keys);
	}

}
