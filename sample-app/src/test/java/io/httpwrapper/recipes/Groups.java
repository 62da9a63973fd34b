package io.httpwrapper.recipes;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.service.registry.ImportHttpServices;

@Configuration(proxyBeanMethods = false)
@ImportHttpServices(group = "orders", types = Orders.class)
class Groups {

}
