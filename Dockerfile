# syntax=docker/dockerfile:1
# Build stage: everything is installed from the lock file into one virtual environment.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /opt/adscan
COPY requirements.lock ./
RUN /opt/adscan/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY models ./models
COPY workers ./workers
COPY service ./service
RUN /opt/adscan/bin/pip install --no-deps --no-build-isolation .

# Run stage: no compiler, no package manager cache, no root.
FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 10001 adscan && install -d -o adscan /data
COPY --from=build /opt/adscan /opt/adscan
ENV PATH=/opt/adscan/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=20s --start-period=20s CMD ["adscan", "doctor"]
ENTRYPOINT ["adscan"]
CMD ["--help"]
