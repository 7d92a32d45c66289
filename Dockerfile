FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv --without-pip /opt/pilotwatch
COPY requirements-run.lock ./
RUN pip --python /opt/pilotwatch/bin/python install --no-cache-dir --only-binary :all: \
        --require-hashes --requirement requirements-run.lock
COPY pyproject.toml README.md LICENSE sources.yaml ./
COPY monitor monitor
COPY storage storage
COPY notifiers notifiers
# The build backend is hashed like everything else, and does not stay.
RUN pip --python /opt/pilotwatch/bin/python install --no-cache-dir --no-deps --no-build-isolation . \
    && pip --python /opt/pilotwatch/bin/python uninstall --yes hatchling editables pathspec trove-classifiers

FROM python:3.11-slim
RUN groupadd --gid 10001 pilotwatch \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin pilotwatch \
    && install --directory --owner 10001 --group 10001 --mode 0750 /data
COPY --from=build /opt/pilotwatch /opt/pilotwatch
COPY sources.yaml /etc/pilotwatch/sources.yaml
ENV PATH=/opt/pilotwatch/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PILOTWATCH_DATABASE=sqlite:////data/pilotwatch.db
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=8)"]
ENTRYPOINT ["pilotwatch"]
CMD ["run", "--config", "/etc/pilotwatch/sources.yaml", "--listen", "0.0.0.0:8080"]
