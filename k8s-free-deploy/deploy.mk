# Google Cloud, by scripts: ENV=dev|staging|prod PROJECT=… REGION=us-central1 TAG=the commit. DRY_RUN=true prints every
# command and runs none.

ENV ?= dev
REGION ?= us-central1
export ENV PROJECT REGION TAG DRY_RUN
DEPLOY := k8s-free-deploy/scripts

.PHONY: doctor bootstrap image-files images migrate migrate-rollback deploy verify rollback promote run-job setup-scheduler pause-scheduler \
  resume-scheduler tick status logs-build dlq redrive backup-catalog cost destroy check-deploy check-images

doctor: ## Check tools, login, APIs, quota and permissions, and say how to mend them
	@$(DEPLOY)/doctor.sh
bootstrap: ## Make APIs, network, registry, accounts, secrets, database and topics; what exists stays
	@$(DEPLOY)/bootstrap.sh
image-files: ## Build what the images are made of: jars, and a list of what is in each (CycloneDX)
	@rm -rf $(SERVICES:=/target/lib) $(foreach service,$(SERVICES),$(service)/target/$(service)-$(VERSION).jar)
	@$(WITH_JDK) && $(MVN) -q -Pimages -pl local-stack,$$(echo $(SERVICES) | tr ' ' ',') -am package -DskipTests -Dspotless.check.skip
images: ## Build and push the images; BUILDER=cloudbuild, docker, podman or jib
	@$(DEPLOY)/images.sh
migrate: ## Bring the schema up to date, by the migration job
	@$(DEPLOY)/migrate.sh
migrate-rollback: ## Undo the migrations after V$TO, and drop INVALID indexes
	@$(DEPLOY)/migrate.sh --rollback-to "$(TO)"
deploy: ## Deploy TAG: images if they are missing, schema, services, jobs, ticks
	@$(DEPLOY)/deploy.sh
deploy-%: ## Deploy one of agents-api, content-worker, scheduler-service
	@$(DEPLOY)/deploy.sh $*
verify: ## Verify revision, health, start-up events and one real request; WATCH=true looks on for 5 minutes
	@$(DEPLOY)/verify.sh $(if $(WATCH),--watch)
rollback: ## Put traffic back to the last known good revision; SERVICE= and REVISION= choose
	@$(DEPLOY)/rollback.sh
promote: ## Copy the images of TAG from project FROM, then deploy and verify
	@$(DEPLOY)/promote.sh
run-job: ## Run a job and wait for its end; JOB=content-worker-drain
	@$(DEPLOY)/run-job.sh
setup-scheduler: ## Let Cloud Scheduler call for ticks and start the catalog's jobs
	@k8s-free-deploy/setup-scheduler.sh
pause-scheduler: ## Stop the ticks
	@$(DEPLOY)/scheduler.sh pause
resume-scheduler: ## Let the ticks go on
	@$(DEPLOY)/scheduler.sh resume
tick: ## Make one tick now, as Cloud Scheduler does
	@$(DEPLOY)/scheduler.sh tick
status: ## Show services, jobs, triggers, subscriptions, images and database
	@$(DEPLOY)/status.sh
logs-%: ## Show the newest lines of one service; FILTER= narrows them
	@$(DEPLOY)/logs.sh $*
logs-build: ## Show the log of the newest build
	@$(DEPLOY)/logs.sh build
dlq: ## Show dead letters by cause; wants TOKEN
	@$(DEPLOY)/dlq.sh list
redrive: ## Put dead letters back; wants TOKEN and FINGERPRINT
	@$(DEPLOY)/dlq.sh redrive
backup-catalog: ## Copy the catalog as TARGET, and back the database up
	@$(DEPLOY)/backup-catalog.sh
cost: ## Estimate a month's bill from DATABASE_TIER, REQUESTS_PER_MONTH and others
	@$(DEPLOY)/cost.sh
destroy: ## Delete services, jobs, triggers and database; asks twice
	@$(DEPLOY)/destroy.sh
destroy-%: ## Delete one service; asks twice
	@$(DEPLOY)/destroy.sh $*
check-deploy: ## Check the deployment without a cloud: scripts, YAML, what is asked of Google's APIs, Terraform
	@k8s-free-deploy/check/run.sh
check-images: ## Build the images and run them, as Cloud Run would; wants Docker or Podman
	@k8s-free-deploy/check/images.sh
