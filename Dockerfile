# Needs nothing outside the repository but packages. Build: docker build -t laboratory . ; run: docker run -p 8501:8501 laboratory
FROM python:3.11-slim
WORKDIR /laboratory
COPY requirements.txt requirements-data.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
ENV DLCORE_HOME=/laboratory-data
VOLUME /laboratory-data
EXPOSE 8501
HEALTHCHECK CMD python -c "import urllib.request; urllib.request.urlopen('http://localhost:8501/lab/health')"
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0"]
