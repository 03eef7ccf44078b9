package dev.lifecycle.integration.orders;

import org.springframework.data.repository.CrudRepository;

/**
 * Orders in the database.
 */
public interface CustomerOrderRepository extends CrudRepository<CustomerOrder, Long> {

}
